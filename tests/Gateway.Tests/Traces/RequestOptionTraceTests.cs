using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Snapshots;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Traces;

/// <summary>The trees of requests that steer the gateway with LiteLLM's fields and headers.</summary>
public sealed class RequestOptionTraceTests
{
    private static readonly Dictionary<string, string> AtOnce = new() { ["Retry-After"] = "0" };

    [Theory]
    [InlineData("retries", "\"num_retries\":1", "")]
    [InlineData("fallback_by_name", "\"fallbacks\":[\"llama\"]", "")]
    [InlineData("fallback_by_object", "\"fallbacks\":[{\"model\":\"llama\",\"messages\":[]}],\"num_retries\":1", "")]
    [InlineData("fallbacks_off", "\"disable_fallbacks\":true", "fallbacks: [{ gpt: [spare] }]")]
    [InlineData("mock", "\"mock_response\":\"mocked\"", "")]
    [InlineData("mocked_error_with_fallback", "\"mock_response\":\"litellm.RateLimitError\",\"fallbacks\":[\"llama\"]", "")]
    [InlineData("refused_address", "\"api_base\":\"https://canary.example.com\"", "")]
    [InlineData("unknown_fallback", "\"fallbacks\":[\"nobody\"]", "")]
    [InlineData("unknown_guardrail", "\"guardrails\":[\"no-such\"]", "")]
    public async Task The_tree_of(string name, string fields, string settings)
    {
        await using var gateway = await TracedGateway.StartAsync(
            request => request.Body.Contains("llama", StringComparison.Ordinal) ? UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion) : UpstreamAnswer.Json(RecordedOpenAi.ServerError, 500, AtOnce),
            settings);

        using var response = await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"gpt","messages":[{"role":"user","content":"hi"}],{{fields}}}""");
        await response.Content.ReadAsStringAsync();

        Snapshot.Match(await gateway.TreeWithoutResponseAsync(), name);
    }

    [Fact]
    public async Task The_tree_of_a_time_out_of_the_request()
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Hang());

        var sending = gateway.PostAsync("/v1/chat/completions", """{"model":"gpt","messages":[{"role":"user","content":"hi"}],"timeout":77,"fallbacks":["spare"]}""");
        await gateway.Upstream.WaitForRequestsAsync();
        await gateway.Gateway.Clock.FireAsync(TimeSpan.FromSeconds(77));
        using var response = await sending;
        await response.Content.ReadAsStringAsync();

        Snapshot.Match(await gateway.TreeWithoutResponseAsync(), "time_out");
    }

    [Fact]
    public async Task The_tree_of_a_request_that_goes_past_the_cache()
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion), "cache: true");
        using var first = await gateway.PostAsync("/v1/chat/completions", """{"model":"gpt","messages":[]}""");
        await first.Content.ReadAsStringAsync();
        await gateway.SpansAsync();
        gateway.Forget();

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"gpt","messages":[],"cache":{"no-cache":true}}""");
        await response.Content.ReadAsStringAsync();

        Snapshot.Match(await gateway.TreeWithoutResponseAsync(), "past_the_cache");
    }
}
