using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Snapshots;
using TracedLlm.Testing.Sockets;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Traces;

public sealed class TraceTests
{
    private const string Chat = "/v1/chat/completions";
    private const string Messages = "/v1/messages";
    private const string ChatRequest = """{"model":"gpt","messages":[{"role":"user","content":"a SECRET word"}]}""";
    private const string NoSecrets = "{ guardrail_name: no-secrets, litellm_params: { guardrail: regex, mode: pre_call, default_on: true, pattern: SECRET } }";
    private const string HideSecrets = "{ guardrail_name: hide-secrets, litellm_params: { guardrail: regex, mode: pre_call, default_on: true, pattern: SECRET, action: mask } }";

    private static readonly Dictionary<string, string> AtOnce = new() { ["Retry-After"] = "0" };

    [Theory]
    [InlineData(Chat, "gpt", "openai", "gpt-4.1", "one", false)]
    [InlineData(Chat, "gpt", "openai", "gpt-4.1", "one", true)]
    [InlineData(Messages, "claude", "anthropic", "claude-sonnet-4-5", "two", false)]
    [InlineData(Messages, "claude", "anthropic", "claude-sonnet-4-5", "two", true)]
    public async Task Both_routes_give_one_trace_with_the_same_tree_under_the_callers_span(string path, string model, string provider, string providerModel, string deployment, bool stream)
    {
        await using var gateway = await TracedGateway.StartAsync(request => Answer(request, stream));

        using var response = await gateway.PostAsync(path, $$"""{"model":"{{model}}","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"hi"}]}""");
        await response.Content.ReadAsStringAsync();

        Snapshot.Match(await gateway.TreeAsync(), $"{(stream ? "A_stream" : "An_answer")}_of_{provider}");
        var tree = (await gateway.TreeWithoutResponseAsync())
            .Replace(path, "{route}", StringComparison.Ordinal)
            .Replace($"={provider}", "={provider}", StringComparison.Ordinal)
            .Replace(providerModel, "{provider's model}", StringComparison.Ordinal)
            .Replace($"={model}", "={model}", StringComparison.Ordinal)
            .Replace($"={deployment}", "={deployment}", StringComparison.Ordinal);
        Snapshot.Match(tree, stream ? "A_stream" : "An_answer");
    }

    [Theory]
    [InlineData(Chat, "gpt", "true")]
    [InlineData(Messages, "claude", "true")]
    [InlineData(Chat, "gpt", "['127.0.0.1']")]
    public async Task With_forwarding_on_the_provider_receives_the_id_of_the_exported_attempt(string path, string model, string forwarding)
    {
        await using var gateway = await TracedGateway.StartAsync(request => Answer(request, false), $"forward_traceparent_to_llm_provider: {forwarding}");

        using var response = await gateway.PostAsync(path, $$"""{"model":"{{model}}","messages":[]}""");
        await response.Content.ReadAsStringAsync();

        var spans = await gateway.SpansAsync();
        var attempt = Assert.Single(spans, span => span.Attributes["litellm.attempt.index"] is not null);
        var headers = Assert.Single(gateway.Upstream.Requests).Headers;
        Assert.Equal($"00-{TracedGateway.CallersTrace}-{attempt.SpanId}-01", headers["traceparent"]);
        Assert.DoesNotContain("tracestate", headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain("baggage", headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(Chat, "gpt", "false")]
    [InlineData(Messages, "claude", "false")]
    [InlineData(Chat, "gpt", "[api.example.com]")]
    public async Task With_forwarding_off_the_provider_is_sent_no_trace_header_at_all(string path, string model, string forwarding)
    {
        await using var gateway = await TracedGateway.StartAsync(request => Answer(request, false), $"forward_traceparent_to_llm_provider: {forwarding}");

        using var response = await gateway.PostAsync(path, $$"""{"model":"{{model}}","messages":[]}""");

        var headers = Assert.Single(gateway.Upstream.Requests).Headers;
        Assert.Empty(headers.Keys.Intersect(["traceparent", "tracestate", "baggage", "Request-Id", "Correlation-Context"], StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_refused_key()
    {
        await using var gateway = await TracedGateway.StartAsync(request => Answer(request, false));

        using var response = await gateway.PostAsync(Chat, ChatRequest, "sk-other");

        Snapshot.Match(await gateway.TreeAsync());
    }

    [Fact]
    public async Task An_unknown_model()
    {
        await using var gateway = await TracedGateway.StartAsync(request => Answer(request, false));

        using var response = await gateway.PostAsync(Chat, """{"model":"nobody"}""");

        Snapshot.Match(await gateway.TreeAsync());
    }

    [Fact]
    public async Task A_blocked_request()
    {
        await using var gateway = await TracedGateway.StartAsync(request => Answer(request, false), "", HideSecrets.Replace("SECRET", "other", StringComparison.Ordinal), NoSecrets);

        using var response = await gateway.PostAsync(Chat, ChatRequest);

        Snapshot.Match(await gateway.TreeAsync());
    }

    [Fact]
    public async Task A_masked_request()
    {
        await using var gateway = await TracedGateway.StartAsync(request => Answer(request, false), "", HideSecrets);

        using var response = await gateway.PostAsync(Chat, ChatRequest);
        await response.Content.ReadAsStringAsync();

        Snapshot.Match(await gateway.TreeAsync());
    }

    [Fact]
    public async Task A_failing_guardrail_is_skipped()
    {
        await using var service = await FakeUpstream.StartAsync(UpstreamAnswer.Refuse());
        await using var gateway = await TracedGateway.StartAsync(request => Answer(request, false), "",
            $"{{ guardrail_name: policy, litellm_params: {{ guardrail: generic_guardrail_api, mode: pre_call, default_on: true, api_base: '{service.Endpoint}', unreachable_fallback: fail_open }} }}");

        using var response = await gateway.PostAsync(Chat, ChatRequest);
        await response.Content.ReadAsStringAsync();

        Snapshot.Match(await gateway.TreeAsync());
    }

    [Fact]
    public async Task A_guardrail_that_blocks_the_response()
    {
        await using var gateway = await TracedGateway.StartAsync(request => Answer(request, true), "",
            NoSecrets.Replace("pre_call", "post_call", StringComparison.Ordinal).Replace("SECRET", "Hello", StringComparison.Ordinal));

        using var response = await gateway.PostAsync(Chat, """{"model":"gpt","stream":true,"messages":[{"role":"user","content":"hi"}]}""");

        Snapshot.Match(await gateway.TreeAsync());
    }

    [Fact]
    public async Task A_retry_that_succeeds()
    {
        await using var gateway = await TracedGateway.StartAsync(
            request => request.Number == 0 ? UpstreamAnswer.Json(RecordedOpenAi.RateLimitError, 429, AtOnce) : Answer(request, false), "num_retries: 2");

        using var response = await gateway.PostAsync(Chat, ChatRequest);
        await response.Content.ReadAsStringAsync();

        Snapshot.Match(await gateway.TreeAsync());
    }

    [Fact]
    public async Task A_retry_of_an_answer_without_a_body()
    {
        await using var gateway = await TracedGateway.StartAsync(
            request => request.Number == 0 ? UpstreamAnswer.AbortAfter("promised", 0) : Answer(request, false), "num_retries: 1");

        using var response = await gateway.PostAsync(Chat, ChatRequest);
        await response.Content.ReadAsStringAsync();

        Snapshot.Match(await gateway.TreeAsync());
    }

    [Fact]
    public async Task A_failed_retry_and_a_fallback()
    {
        await using var gateway = await TracedGateway.StartAsync(
            _ => UpstreamAnswer.Json(RecordedOpenAi.ServerError, 500, AtOnce), "num_retries: 1\n  fallbacks: [{ gpt: [spare] }]");

        using var response = await gateway.PostAsync(Chat, ChatRequest);
        await response.Content.ReadAsStringAsync();

        Snapshot.Match(await gateway.TreeAsync());
    }

    [Fact]
    public async Task All_attempts_fail()
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ServerError, 500, AtOnce), "num_retries: 1");

        using var response = await gateway.PostAsync(Chat, ChatRequest);
        await response.Content.ReadAsStringAsync();

        Snapshot.Match(await gateway.TreeAsync());
    }

    [Fact]
    public async Task A_provider_that_is_too_slow()
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Hang(), "request_timeout: 77");

        var sending = gateway.PostAsync(Chat, ChatRequest);
        await gateway.Upstream.WaitForRequestsAsync();
        await gateway.Gateway.Clock.FireAsync(TimeSpan.FromSeconds(77));
        using var response = await sending;
        await response.Content.ReadAsStringAsync();

        Snapshot.Match(await gateway.TreeAsync());
    }

    [Fact]
    public async Task A_caller_disconnects_during_a_stream()
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Sse(RecordedOpenAi.ChatCompletionStream.HeldBefore(2, new TaskCompletionSource())));

        using (var caller = await RawHttpConnection.ConnectAsync(gateway.Gateway.Endpoint))
        {
            await caller.PostJsonAsync(Chat, """{"model":"gpt","stream":true,"messages":[]}""", "Authorization: Bearer sk-caller");
            await caller.ReadUntilAsync("data: ");
        }

        Snapshot.Match(await gateway.TreeAsync());
    }

    [Fact]
    public async Task A_stream_that_breaks_half_way()
    {
        var breaks = new TaskCompletionSource();
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Sse(RecordedOpenAi.ChatCompletionStream.Take(2), abortOn: breaks));

        using var response = await gateway.PostAsync(Chat, """{"model":"gpt","stream":true,"messages":[]}""");
        await using (var body = await response.Content.ReadAsStreamAsync())
        {
            await body.ReadExactlyAsync(new byte[10]);
            breaks.SetResult();
            using var rest = new StreamReader(body);
            Assert.Contains("The provider's response broke off.", await rest.ReadToEndAsync(), StringComparison.Ordinal);
        }

        Snapshot.Match(await gateway.TreeWithoutResponseAsync());
    }

    [Fact]
    public async Task An_answer_from_the_cache()
    {
        await using var gateway = await TracedGateway.StartAsync(request => Answer(request, false), "cache: true");
        using var first = await gateway.PostAsync(Chat, ChatRequest);
        await first.Content.ReadAsStringAsync();
        await gateway.TreeAsync();
        gateway.Forget();

        using var second = await gateway.PostAsync(Chat, ChatRequest);
        await second.Content.ReadAsStringAsync();

        Snapshot.Match(await gateway.TreeAsync());
    }

    private static UpstreamAnswer Answer(RecordedRequest request, bool stream) => (request.Path.EndsWith("/messages", StringComparison.Ordinal), stream) switch
    {
        (true, true) => UpstreamAnswer.Sse(RecordedAnthropic.MessageStream),
        (true, false) => UpstreamAnswer.Json(RecordedAnthropic.Message),
        (false, true) => UpstreamAnswer.Sse(RecordedOpenAi.ChatCompletionStream),
        (false, false) => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion),
    };
}
