using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Endpoints;

/// <summary>OpenAI's and Anthropic's files have the same paths.</summary>
public sealed class AnthropicFilesTests
{
    [Theory]
    [InlineData("anthropic-version", "x-api-key", "sk-anthropic")]
    [InlineData("openai-beta", "Authorization", "Bearer sk-openai")]
    public async Task A_file_goes_to_the_provider_of_the_callers_SDK(string header, string keyHeader, string key)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("""{"data":[]}"""));
        await using var gateway = await RunningGateway.StartAsync($$"""
            model_list:
              - { model_name: gpt, litellm_params: { model: openai/gpt-4.1, api_base: '{{upstream.Endpoint}}v1', api_key: sk-openai } }
              - { model_name: claude, litellm_params: { model: anthropic/claude-sonnet-4-5, api_base: '{{upstream.Endpoint}}', api_key: sk-anthropic } }
            """);

        using var response = await gateway.SendAsync(HttpMethod.Get, "/v1/files?limit=1", "", null, (header, "2023-06-01"));

        Assert.Equal(200, (int)response.StatusCode);
        var request = Assert.Single(upstream.Requests);
        Assert.Equal("/v1/files?limit=1", request.Path);
        Assert.Equal(key, request.Headers[keyHeader]);
    }
}
