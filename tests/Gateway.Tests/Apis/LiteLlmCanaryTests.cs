using System.Net;
using System.Text.Json;
using TracedLlm.Export;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Samples.Gateway.Tests.Requests;
using TracedLlm.Testing.Trees;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Apis;

/// <summary>Sends each field that LiteLLM keeps to itself, with a canary as its value, to each API. No canary reaches a provider.</summary>
public sealed class LiteLlmCanaryTests
{
    private const string Canary = "canary-of-";

    // A query and the headers of a request must not be too long.
    private const int InOneRequest = 60;

    // Fields that the gateway acts on need valid values. Those of mocks call no provider; RequestOptionsTests has them.
    private static readonly Dictionary<string, string> Valid = new()
    {
        ["cache"] = $$"""{"namespace":"{{Canary}}cache"}""",
        ["caching"] = "true",
        ["fallbacks"] = "[]",
        ["guardrails"] = "[]",
        ["litellm_metadata"] = $$"""{"session_id":"{{Canary}}session"}""",
        ["num_retries"] = "7",
        ["request_timeout"] = "31.0625",
        ["stream_timeout"] = "31.0625",
        ["timeout"] = "31.0625",
    };

    private static readonly string[] Elsewhere = ["metadata", "mock_response", "mock_timeout"];

    public static TheoryData<string> Names => [.. ApiRequest.All.Where(api => !api.Name.StartsWith("pass_through", StringComparison.Ordinal)).Select(api => api.Name)];

    // The body of pass_through_anthropic is forwarded with its spaces if it has no field of the gateway.
    public static TheoryData<string> JsonNames => [.. ApiRequest.All.Where(api => IsJson(api) && api.Name != "pass_through_anthropic").Select(api => api.Name)];

    public static TheoryData<string> FormNames => [.. ApiRequest.All.Where(api => api.ContentType.StartsWith("multipart/", StringComparison.Ordinal)).Select(api => api.Name)];

    [Theory]
    [MemberData(nameof(JsonNames))]
    public async Task In_a_JSON_body(string name)
    {
        var api = Find(name);
        await using var gateway = await TracedGateway.StartAsync(_ => api.Answer);
        using var plain = await gateway.SendAsync(api.Method, api.Path, api.ContentType, api.Body);
        var format = FormatOf(gateway.Gateway, api);
        var fields = FieldsFor(format, present: PropertiesOf(api.Body!));
        var canaries = string.Concat(fields.Select(field => $",\"{field}\":{ValueOf(field)}"));

        using var response = await gateway.SendAsync(api.Method, api.Path, api.ContentType, api.Body!.TrimEnd()[..^1] + canaries + "}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([gateway.Upstream.Requests[0].Body, gateway.Upstream.Requests[0].Body], gateway.Upstream.Requests.Select(request => request.Body));
    }

    [Theory]
    [MemberData(nameof(FormNames))]
    public async Task In_a_form(string name)
    {
        var api = Find(name);
        await using var gateway = await TracedGateway.StartAsync(_ => api.Answer);
        using var plain = await gateway.SendAsync(api.Method, api.Path, api.ContentType, api.Body);
        var fields = FieldsFor(FormatOf(gateway.Gateway, api), present: []);
        var end = $"--{ApiRequest.Boundary}--\r\n";
        var canaries = ApiRequest.FormOf([.. fields.SelectMany(field => new[] { (field, (string?)ValueOf(field)), (field + "[x]", Canary + field) }).Where(field => field.Item1 is not "guardrails[x]")]);

        using var response = await gateway.SendAsync(api.Method, api.Path, api.ContentType, api.Body![..^end.Length] + canaries);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([gateway.Upstream.Requests[0].Body, gateway.Upstream.Requests[0].Body], gateway.Upstream.Requests.Select(request => request.Body));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task In_the_query_and_in_headers(string name)
    {
        var api = Find(name);
        await using var gateway = await TracedGateway.StartAsync(_ => api.Answer);

        foreach (var fields in FieldsFor(FormatOf(gateway.Gateway, api), present: ["order"]).Append("api_base").Append("api_key").Chunk(InOneRequest))
        {
            var query = string.Join('&', fields.Select(field => $"{field}={Canary}{field}"));
            using var response = await gateway.Gateway.SendAsync(
                api.Method,
                api.Path + (api.Path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + query,
                api.ContentType,
                api.Body,
                [("Authorization", "Bearer sk-caller"), .. fields.Where(field => !Valid.ContainsKey(field) && field != "api_key").SelectMany(HeadersFor)]);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.All(gateway.Upstream.Requests, request =>
        {
            Assert.DoesNotContain(Canary, request.Path, StringComparison.Ordinal);
            Assert.DoesNotContain(request.Headers, header => header.Value.Contains(Canary, StringComparison.Ordinal));
        });
    }

    [Theory]
    [InlineData("api_base", "\"https://canary.example.com\"")]
    [InlineData("base_url", "\"https://canary.example.com\"")]
    [InlineData("api_key", "\"sk-canary\"")]
    [InlineData("model_list", "[]")]
    [InlineData("user_config", "{}")]
    [InlineData("custom_llm_provider", "\"azure\"")]
    [InlineData("litellm_credential_name", "\"canary\"")]
    [InlineData("extra_body", "{\"api_key\":\"canary\"}")]
    [InlineData("extra_headers", "{\"x-key\":\"canary\"}")]
    public async Task Fields_that_choose_a_provider_are_refused_by_every_API(string field, string value)
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json("{}"));

        // On a pass-through, model_list may be the provider's.
        foreach (var api in ApiRequest.All.Where(api => IsJson(api) && !api.Name.StartsWith("pass_through", StringComparison.Ordinal)))
        {
            using var response = await gateway.SendAsync(api.Method, api.Path, api.ContentType, api.Body!.TrimEnd()[..^1] + $",\"{field}\":{value}}}");
            var body = await response.Content.ReadAsStringAsync();

            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Contains($"The field '{field}' is", body, StringComparison.Ordinal);
            Assert.DoesNotContain("canary\"", body, StringComparison.Ordinal);
        }

        Assert.Empty(gateway.Upstream.Requests);
    }

    [Theory]
    [InlineData("/v1/messages", """{"model":"claude","max_tokens":1,"messages":[]""")]
    [InlineData("/v1/responses", """{"input":"hi","model":"gpt" """)]
    public async Task Settings_of_backends_in_a_providers_metadata(string path, string request)
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json("{}"));
        var settings = string.Join(',', CallbackVars.Names.Append("dd_api_key").Append("standard_callback_dynamic_params").Select(name => $"\"{name}\":\"{Canary}{name}\""));

        using var response = await gateway.PostAsync(path, request + $",\"metadata\":{{\"user_id\":\"u\",{settings}}}}}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.EndsWith(""","metadata":{"user_id":"u"}}""", Assert.Single(gateway.Upstream.Requests).Body, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, SpanTree.Print(await gateway.SpansAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_with_escapes_is_the_same_name()
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));

        using var removed = await gateway.PostAsync("/v1/chat/completions", """{"model":"gpt","messages":[],"dd_\u0061pi_key":"canary","own\u0041":1}""");
        using var refused = await gateway.PostAsync("/v1/chat/completions", """{"model":"gpt","messages":[],"\u0061pi_key":"canary"}""");

        Assert.Equal("""{"model":"gpt-4.1","messages":[],"ownA":1}""", Assert.Single(gateway.Upstream.Requests).Body);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task In_the_requests_of_a_batch()
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json("""{"id":"msgbatch_1"}"""));

        using var response = await gateway.PostAsync(
            "/v1/messages/batches",
            """{"requests":[{"custom_id":"1","params":{"model":"c","max_tokens":1.0,"tags":["canary"],"dd_api_key":"canary","metadata":{"user_id":"u","session_id":"canary"},"messages":[ ]}}, {"custom_id":"2"}]}""");
        using var refused = await gateway.PostAsync("/v1/messages/batches", """{"requests":[{"custom_id":"1","params":{"api_base":"https://canary.example.com"}}]}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            """{"requests":[{"custom_id":"1","params":{"model":"c","max_tokens":1.0,"metadata":{"user_id":"u"},"messages":[ ]}},{"custom_id":"2"}]}""",
            Assert.Single(gateway.Upstream.Requests).Body);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    private static ApiRequest Find(string name) => ApiRequest.All.Single(request => request.Name == name);

    private static bool IsJson(ApiRequest api) =>
        api.Body?.StartsWith('{') is true && api.ContentType == "application/json";

    // A field that the API takes is the provider's. A field that the request has already would be there twice.
    private static List<string> FieldsFor(WireFormat format, IReadOnlyCollection<string> present) =>
    [
        .. KnownLiteLlmFields.All.Append("timeout").Append("standard_callback_dynamic_params")
            .Except(format.Fields.All)
            .Except(present)
            .Except(Elsewhere)
            .Where(name => LiteLlmFields.UseOf(name) is FieldUse.Honoured or FieldUse.Removed),
    ];

    private static string ValueOf(string field) => Valid.GetValueOrDefault(field, $"\"{Canary}{field}\"");

    private static IEnumerable<(string Name, string Value)> HeadersFor(string field) =>
        [($"x-litellm-{field.Replace('_', '-')}", Canary + field)];

    private static List<string> PropertiesOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateObject().Select(property => property.Name)];
    }

    private static WireFormat FormatOf(RunningGateway gateway, ApiRequest api) => gateway.RouteFor(api.Method, api.Path.Split('?')[0]).Format;
}
