using System.Net;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Providers;

/// <summary>A deployment's own headers.</summary>
public sealed class DeploymentHeaderTests
{
    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/openai_passthrough/v1/chat/completions")]
    public async Task They_go_with_every_request_and_replace_the_callers(string path)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        await using var gateway = await RunningGateway.StartAsync(
            $$"""
            model_list:
              - model_name: gpt
                litellm_params:
                  model: openai/gpt
                  api_base: '{{upstream.Endpoint}}v1'
                  api_key: sk-provider
                  organization: org-own
                  extra_headers: { OpenAI-Beta: own, x-tenant: blue }
            """);

        using var response = await gateway.PostAsync(path, """{"model":"gpt","messages":[]}""", ("openai-organization", "org-callers"), ("openai-beta", "callers"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var headers = Assert.Single(upstream.Requests).Headers;
        Assert.Equal(
            ("org-own", "own", "blue", "Bearer sk-provider"), (headers["OpenAI-Organization"], headers["OpenAI-Beta"], headers["x-tenant"], headers["Authorization"]));
    }

    [Fact]
    public async Task One_of_them_may_have_the_key()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        await using var gateway = await RunningGateway.StartAsync(
            $"model_list: [{{ model_name: gpt, litellm_params: {{ model: openai/gpt, api_base: '{upstream.Endpoint}v1', api_key: sk-provider, extra_headers: {{ authorization: Token own }} }} }}]");

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"gpt","messages":[]}""");

        Assert.Equal("Token own", Assert.Single(upstream.Requests).Headers["Authorization"]);
    }
}
