using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Facts;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Metadata;

/// <summary>A row of the table of APIs as a route of a gateway.</summary>
internal sealed class TableRoute(LlmApiFacts row)
{
    /// <summary>The rows whose requests have bodies.</summary>
    public static IEnumerable<LlmApiFacts> WithBody => LlmApiTable.Rows.Where(row => row.Method == "POST");

    public LlmApiFacts Row => row;

    /// <summary>The name of the field that carries the gateway's metadata.</summary>
    public string Field => row.MetadataField == MetadataField.LiteLlmMetadata ? "litellm_metadata" : "metadata";

    /// <summary>The name of the other one.</summary>
    public string OtherField => row.MetadataField == MetadataField.LiteLlmMetadata ? "metadata" : "litellm_metadata";

    /// <summary>The route's pattern.</summary>
    public string Pattern
    {
        get
        {
            var segments = row.Pattern.Text.Split('/').Select((segment, index) => segment
                .Replace("{}", $"{{p{index}}}", StringComparison.Ordinal)
                .Replace("{**}", "{**rest}", StringComparison.Ordinal));
            return "/v1/" + string.Join('/', segments);
        }
    }

    private string Path => PathOf("x", "m");

    /// <summary>A path with the same text for every parameter.</summary>
    public string PathOf(string parameter, string? model = null) => "/v1/" + row.Pattern.Text
        .Replace("{}", parameter, StringComparison.Ordinal)
        .Replace("{**}", $"{parameter}/y", StringComparison.Ordinal)
        .Replace("{model}", model ?? parameter, StringComparison.Ordinal);

    public static TableRoute Find(string method, string pattern) =>
        new(LlmApiTable.Rows.Single(row => (row.Method, row.Pattern.Text) == (method, pattern)));

    /// <summary>A gateway of this route alone, whose requests have spans of every kind.</summary>
    public Task<TestGateway> StartAsync() => TestGateway.StartAsync(app =>
        app.MapMethods(Pattern, [row.Method], [TracedLlmRoute] (HttpContext http) => MetadataGateway.Handle(http)));

    public async Task<GatewayAnswer> SendAsync(TestGateway gateway, HttpContent? content, params string[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(row.Method), Path) { Content = content };
        return await gateway.SendAsync(request, headers);
    }

    /// <summary>A body with these fields, which are JSON: as JSON, or as a form whose last part is a file.</summary>
    public static HttpContent Body(bool isForm, params (string Name, string Json)[] fields)
    {
        if (!isForm)
        {
            return new StringContent($"{{{string.Join(", ", fields.Select(field => $"\"{field.Name}\": {field.Json}"))}}}", null, "application/json");
        }

        var form = new MultipartFormDataContent();
        foreach (var (name, json) in fields)
        {
            form.Add(new StringContent(json, Encoding.UTF8), name);
        }

        var file = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"custom_id": "1"}"""));
        file.Headers.ContentType = new MediaTypeHeaderValue("application/jsonl");
        form.Add(file, "file", "batch.jsonl");
        return form;
    }
}
