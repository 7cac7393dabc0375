using System.Net;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Apis;

/// <summary>The gateway's keys in <c>metadata</c> where it is the provider's: they are honoured, and the provider does not receive them.</summary>
public sealed class RecipeMetadataTests
{
    private const string Recipe = "\"existing_trace_id\":\"0af7651916cd43dd8448eb211c80319c\",\"parent_observation_id\":\"b7ad6b7169203331\",\"generation_name\":\"recipe\",\"prompt\":{\"name\":\"greeting\",\"version\":3,\"prompt\":[]}";

    [Theory]
    [InlineData("/v1/messages", "{\"model\":\"claude\",\"max_tokens\":9,\"metadata\":{\"user_id\":\"u\", " + Recipe + "},\"messages\":[ ]}", """{"model":"claude-sonnet-4-5","max_tokens":9,"metadata":{"user_id":"u"},"messages":[ ]}""")]
    [InlineData("/v1/messages", "{\"model\":\"claude\",\"max_tokens\":9,\"metadata\":{" + Recipe + "},\"messages\":[]}", """{"model":"claude-sonnet-4-5","max_tokens":9,"messages":[]}""")]
    [InlineData("/v1/responses", "{\"model\":\"gpt\",\"metadata\":{" + Recipe + ",\"customer\":\"c\",\"langfuse_host\":\"x\"},\"input\":\"hi\"}", """{"model":"gpt-4.1","metadata":{"customer":"c"},"input":"hi"}""")]
    [InlineData("/v1/responses", "{\"model\":\"gpt\",\"metadata\":{" + Recipe + "},\"input\":\"hi\"}", """{"model":"gpt-4.1","input":"hi"}""")]
    public async Task The_recipe_works_and_stays_here(string path, string request, string sent)
    {
        await using var gateway = await TracedGateway.StartAsync(_ => path.EndsWith("messages", StringComparison.Ordinal)
            ? UpstreamAnswer.Json(RecordedAnthropic.Message)
            : UpstreamAnswer.Json("""{"id":"resp_1","object":"response","status":"completed","model":"gpt-4.1","output":[]}"""));

        using var response = await gateway.Gateway.PostAsync(path, request, ("Authorization", "Bearer sk-caller"));
        await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(sent, Assert.Single(gateway.Upstream.Requests).Body);
        var spans = await gateway.SpansAsync();
        Assert.All(spans, span => Assert.Equal(TracedGateway.CallersTrace, span.TraceId));
        var attributes = Assert.Single(spans, span => span.Name == "litellm_request").Attributes;
        Assert.Equal((object?)"recipe", attributes["litellm.generation_name"]);
        Assert.Equal((object?)"greeting", attributes["litellm.prompt.name"]);
        Assert.Equal((object?)3L, attributes["litellm.prompt.version"]);
    }

    [Theory]
    [InlineData("/v1/messages", "claude", """{ "user_id" : "u" }""")]
    [InlineData("/v1/messages", "claude", "{}")]
    [InlineData("/v1/responses", "gpt", """{"customer": "c", "cost_center" : "1"}""")]
    [InlineData("/v1/responses", "gpt", "null")]
    public async Task Metadata_without_keys_of_the_gateway_is_forwarded_byte_for_byte(string path, string model, string metadata)
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json("{}"));

        using var response = await gateway.PostAsync(path, $$"""{"model":"{{model}}","metadata":{{metadata}},"tags":["a"]}""");

        Assert.EndsWith($"\"metadata\":{metadata}}}", Assert.Single(gateway.Upstream.Requests).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_APIs_keep_the_metadata_that_they_store()
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json("""{"id":"batch_1"}"""));

        using var response = await gateway.PostAsync("/v1/batches", """{"input_file_id":"f","metadata":{"session_id":"s","version":"1"}}""");

        Assert.Equal("""{"input_file_id":"f","metadata":{"session_id":"s","version":"1"}}""", Assert.Single(gateway.Upstream.Requests).Body);
    }
}
