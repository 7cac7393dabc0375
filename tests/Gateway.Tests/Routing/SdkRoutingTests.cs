using System.Net;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Routing;

/// <summary>A request that names no model, from an SDK that calls the paths of another provider.</summary>
public sealed class SdkRoutingTests
{
    private const string OpenAi = "{ model_name: o, litellm_params: { model: openai/x, api_base: 'ONEv1', api_key: sk-openai } }";
    private const string Groq = "{ model_name: g, litellm_params: { model: groq/x, api_base: 'TWOopenai/v1', api_key: sk-groq } }";

    [Theory]
    [InlineData("Groq/JS 0.37.0", OpenAi + ", " + Groq, "/openai/v1/files", "Bearer sk-groq")]
    [InlineData("Groq/Python 0.30.0", Groq + ", " + OpenAi, "/openai/v1/files", "Bearer sk-groq")]
    [InlineData("AsyncGroq/Python 0.30.0", OpenAi + ", " + Groq, "/openai/v1/batches", "Bearer sk-groq")]
    [InlineData("OpenAI/JS 6.0.0", OpenAi + ", " + Groq, "/openai/v1/files", "Bearer sk-openai")]
    [InlineData("OpenAI/JS 6.0.0", Groq + ", " + OpenAi, "/v1/files", "Bearer sk-openai")]
    [InlineData("curl/8.5.0", Groq + ", " + OpenAi, "/v1/batches", "Bearer sk-openai")]
    [InlineData("MyGroq/1.0", Groq + ", " + OpenAi, "/v1/files", "Bearer sk-openai")]
    [InlineData("curl/8.5.0", Groq, "/v1/files", "Bearer sk-groq")]
    [InlineData("Groq/JS 0.37.0", OpenAi, "/openai/v1/files", "Bearer sk-openai")]
    public async Task Goes_to_the_provider_of_the_SDK(string userAgent, string models, string path, string key)
    {
        await using var one = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        await using var two = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        await using var gateway = await RunningGateway.StartAsync(
            $"model_list: [{models}]".Replace("ONE", one.Endpoint.AbsoluteUri, StringComparison.Ordinal).Replace("TWO", two.Endpoint.AbsoluteUri, StringComparison.Ordinal));

        using var response = await gateway.SendAsync(HttpMethod.Get, path, "", null, ("User-Agent", userAgent));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var request = Assert.Single(one.Requests.Concat(two.Requests));
        Assert.Equal(key, request.Headers["Authorization"]);
        Assert.EndsWith(path.Split('/')[^1], request.Path, StringComparison.Ordinal);
    }
}
