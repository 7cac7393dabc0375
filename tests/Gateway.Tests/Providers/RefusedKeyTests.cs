using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Providers;

/// <summary>A provider that refuses the gateway's key is no concern of the caller; a provider that refuses the caller's request is.</summary>
public sealed class RefusedKeyTests
{
    private const string Refusal = """{"message":"You don't have access to the model with the specified model ID."}""";

    [Theory]
    [InlineData("/bedrock/model/m/converse", 403, 403)]
    [InlineData("/gemini/v1beta/files/f", 403, 403)]
    [InlineData("/anthropic/v1/messages", 403, 403)]
    [InlineData("/openai_passthrough/v1/files", 403, 403)]
    [InlineData("/model/nova/converse", 403, 403)]
    [InlineData("/model/nova/invoke", 403, 403)]
    [InlineData("/v1/chat/completions", 403, 502)]
    [InlineData("/v1/messages", 403, 502)]
    [InlineData("/bedrock/model/m/converse", 401, 502)]
    [InlineData("/anthropic/v1/messages", 401, 502)]
    [InlineData("/model/nova/converse", 401, 502)]
    [InlineData("/v1/chat/completions", 401, 502)]
    public async Task The_caller_receives(string path, int status, int received)
    {
        await using var upstream = await FakeUpstream.StartAsync(
            _ => UpstreamAnswer.Json(Refusal, status, new Dictionary<string, string> { ["x-amzn-errortype"] = "AccessDeniedException" }));
        await using var gateway = await RunningGateway.StartAsync($$"""
            model_list:
              - { model_name: nova, litellm_params: { model: bedrock/x, api_base: '{{upstream.Endpoint}}', api_key: sk-provider } }
              - { model_name: gpt, litellm_params: { model: openai/x, api_base: '{{upstream.Endpoint}}v1', api_key: sk-provider } }
              - { model_name: claude, litellm_params: { model: anthropic/x, api_base: '{{upstream.Endpoint}}', api_key: sk-provider } }
              - { model_name: flash, litellm_params: { model: gemini/x, api_base: '{{upstream.Endpoint}}', api_key: sk-provider } }
            """);

        var body = $$"""{"model":"{{(path == "/v1/messages" ? "claude" : "gpt")}}","messages":[]}""";
        using var response = await gateway.PostAsync(path, body);
        var answer = await response.Content.ReadAsStringAsync();

        Assert.Equal(received, (int)response.StatusCode);
        Assert.Equal(received == 403, answer == Refusal);
        Assert.Equal(received == 502, answer.Contains("refused the gateway.", StringComparison.Ordinal));
        if (received == 403)
        {
            Assert.Equal("AccessDeniedException", Assert.Single(response.Headers.GetValues("x-amzn-errortype")));
        }
    }
}
