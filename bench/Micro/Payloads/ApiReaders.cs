using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using TracedLlm.Apis;

namespace TracedLlm.Bench.Micro.Payloads;

/// <summary>
/// Reads one body with the API's reader and with System.Text.Json, which reads the nearest equivalent: the
/// scalars of the body and of its usage. The API's reader also creates the attributes: names and boxed values.
/// </summary>
internal sealed class ApiReaders(ApiBody body)
{
    public int Generated()
    {
        if (body.IsRequest)
        {
            return ApiPayloads.ReadRequest(body.Row, body.Bytes, content: false).Attributes.Count;
        }

        if (ApiPayloads.ReaderFor(body.Row, content: false) is not { } reader)
        {
            return 0;
        }

        List<KeyValuePair<string, object?>> attributes = [];
        reader.OnJson(body.Bytes);
        reader.Finish(attributes);
        return attributes.Count;
    }

    public int Document()
    {
        using var document = JsonDocument.Parse(body.Bytes);
        return Sum(document.RootElement, depth: 2);
    }

    public int Node() => Sum(JsonNode.Parse(body.Bytes), depth: 2);

    public int SourceGenerated() => JsonSerializer.Deserialize(body.Bytes, ApiJson.Default.ApiJsonBody)?.Sum() ?? 0;

    private static int Sum(JsonElement element, int depth)
    {
        var sum = 0;
        if (element.ValueKind == JsonValueKind.Object && depth > 0)
        {
            foreach (var property in element.EnumerateObject())
            {
                sum += Sum(property.Value, depth - 1);
            }
        }

        return sum + element.ValueKind switch
        {
            JsonValueKind.String => element.GetString()!.Length,
            JsonValueKind.Number => (int)element.GetDouble(),
            JsonValueKind.True => 1,
            _ => 0,
        };
    }

    private static int Sum(JsonNode? node, int depth) => node switch
    {
        JsonObject values when depth > 0 => values.Sum(property => Sum(property.Value, depth - 1)),
        JsonValue value when value.TryGetValue<string>(out var text) => text.Length,
        JsonValue value when value.TryGetValue<double>(out var number) => (int)number,
        _ => 0,
    };
}

/// <summary>The fields that most APIs have, for System.Text.Json, which steps over what is not declared.</summary>
internal sealed class ApiJsonBody
{
    public string? Id { get; set; }

    public string? Object { get; set; }

    public string? Model { get; set; }

    public bool? Stream { get; set; }

    public double? Temperature { get; set; }

    public double? TopP { get; set; }

    public double? MaxTokens { get; set; }

    public ApiJsonUsage? Usage { get; set; }

    public ApiJsonMetadata? Metadata { get; set; }

    public int Sum() => (Id?.Length ?? 0) + (Object?.Length ?? 0) + (Model?.Length ?? 0) + (Stream == true ? 1 : 0)
        + (int)(Temperature ?? 0) + (int)(TopP ?? 0) + (int)(MaxTokens ?? 0) + (int)(Usage?.TotalTokens ?? 0) + (Metadata?.SessionId?.Length ?? 0);
}

internal sealed class ApiJsonUsage
{
    public double? InputTokens { get; set; }

    public double? OutputTokens { get; set; }

    public double? PromptTokens { get; set; }

    public double? CompletionTokens { get; set; }

    public double? TotalTokens { get; set; }
}

internal sealed class ApiJsonMetadata
{
    public string? SessionId { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ApiJsonBody))]
internal sealed partial class ApiJson : JsonSerializerContext;
