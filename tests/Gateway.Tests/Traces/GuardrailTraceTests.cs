using System.Net;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Samples.Gateway.Tests.Traces;

/// <summary>The trace of every guardrail mode and every outcome.</summary>
public sealed class GuardrailTraceTests
{
    private const string Chat = "/v1/chat/completions";
    private const string Request = """{"model":"gpt","messages":[{"role":"user","content":"ada@example.com, bob@example.com, 030 1234"}]}""";
    private const string Pass = "guardrail: regex, pattern: nothing";
    private const string Mask = "guardrail: regex, action: mask, patterns: { email: '[a-z]+@example.com', phone: '030 1234', other: nothing }";
    private const string Block = "guardrail: regex, patterns: { email: '[a-z]+@example.com', other: nothing }";
    private const string BlockByException = "guardrail: generic_guardrail_api, api_base: 'http://simulated/blocking'";
    private const string Broken = "guardrail: generic_guardrail_api, api_base: 'http://simulated/broken'";
    private const string Unreachable = "guardrail: generic_guardrail_api, api_base: 'http://simulated/unreachable'";
    private const string TimedOut = "guardrail: generic_guardrail_api, api_base: 'http://simulated/silent', timeout: 0.05";
    private const string FailOpen = ", unreachable_fallback: fail_open";

    [Theory]
    [InlineData("pre_call", Pass, 200, "ok", "success", "none")]
    [InlineData("pre_call", Mask, 200, "ok", "guardrail_intervened", "mask")]
    [InlineData("pre_call", Block, 400, "blocked", "guardrail_intervened", "block")]
    [InlineData("pre_call", BlockByException, 400, "blocked", "guardrail_intervened", "block")]
    [InlineData("pre_call", Broken, 503, "error", "guardrail_failed_to_respond", null)]
    [InlineData("pre_call", Broken + FailOpen, 503, "error", "guardrail_failed_to_respond", null)]
    [InlineData("pre_call", Unreachable, 503, "error", "guardrail_failed_to_respond", null)]
    [InlineData("pre_call", Unreachable + FailOpen, 200, "ok", "guardrail_failed_to_respond", null)]
    [InlineData("pre_call", TimedOut, 503, "error", "guardrail_failed_to_respond", null)]
    [InlineData("pre_call", TimedOut + FailOpen, 200, "ok", "guardrail_failed_to_respond", null)]
    [InlineData("during_call", Pass, 200, "ok", "success", "none")]
    [InlineData("during_call", Mask, 400, "blocked", "guardrail_intervened", "block")]
    [InlineData("during_call", BlockByException, 400, "blocked", "guardrail_intervened", "block")]
    [InlineData("during_call", Unreachable, 503, "error", "guardrail_failed_to_respond", null)]
    [InlineData("during_call", TimedOut + FailOpen, 200, "ok", "guardrail_failed_to_respond", null)]
    [InlineData("post_call", Pass, 200, "ok", "success", "none")]
    [InlineData("post_call", BlockByException, 400, "blocked", "guardrail_intervened", "block")]
    [InlineData("post_call", TimedOut, 503, "error", "guardrail_failed_to_respond", null)]
    [InlineData("post_call", Unreachable + FailOpen, 200, "ok", "guardrail_failed_to_respond", null)]
    [InlineData("logging_only", Mask, 200, "ok", "guardrail_intervened", "mask")]
    [InlineData("logging_only", Block, 200, "ok", "guardrail_intervened", "block")]
    [InlineData("logging_only", BlockByException, 200, "ok", "guardrail_intervened", "block")]
    [InlineData("logging_only", TimedOut, 200, "ok", "guardrail_failed_to_respond", null)]
    public async Task The_trace_has_the_guardrails_decision(string mode, string parameters, int status, string outcome, string guardrailStatus, string? action)
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion), "", Guardrail(mode, parameters));

        using var response = await gateway.PostAsync(Chat, Request);
        await response.Content.ReadAsStringAsync();

        Assert.Equal(status, (int)response.StatusCode);
        var spans = await gateway.SpansAsync();
        var guardrail = GuardrailOf(spans);
        Assert.Equal(outcome, spans.Single(span => span.Kind == ReceivedSpanKind.Server).Attributes["litellm.outcome"]);
        Assert.Equal(
            (mode, guardrailStatus, action),
            (guardrail.Attributes["litellm.guardrail.mode"], guardrail.Attributes["litellm.guardrail.status"], guardrail.Attributes["litellm.guardrail.action"]));
    }

    [Theory]
    [InlineData("pre_call", """{"action":"BLOCKED","blocked_reason":"not kind"}""", 200, "not kind")]
    [InlineData("during_call", """{"action":"BLOCKED","blocked_reason":"not kind"}""", 200, "not kind")]
    [InlineData("post_call", """{"action":"BLOCKED","reason":"not kind"}""", 200, "not kind")]
    [InlineData("logging_only", """{"action":"BLOCKED","message":"not kind"}""", 200, "not kind")]
    [InlineData("pre_call", """{"action":"BLOCKED","blocked_reason":"not kind with sk-caller"}""", 200, "not kind with [redacted]")]
    [InlineData("pre_call", """{"detail":"not kind"}""", 400, "not kind")]
    [InlineData("pre_call", """{"action":"BLOCKED"}""", 200, "Blocked by the guardrail 'g'.")]
    [InlineData("during_call", """{"action":"GUARDRAIL_INTERVENED","texts":["a"]}""", 200, "The guardrail changes content that the provider has already.")]
    [InlineData("pre_call", """{"action":"GUARDRAIL_INTERVENED","texts":["a"]}""", 200, null)]
    [InlineData("pre_call", """{"action":"NONE","reason":"kind"}""", 200, null)]
    public async Task The_guardrails_span_has_the_reason_of_a_block(string mode, string answer, int status, string? reason)
    {
        await using var service = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(answer, status));
        await using var gateway = await TracedGateway.StartAsync(
            _ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion), "", Guardrail(mode, $"guardrail: generic_guardrail_api, api_base: '{service.Endpoint}'"));

        using var response = await gateway.PostAsync(Chat, Request);
        await response.Content.ReadAsStringAsync();

        Assert.Equal(reason, GuardrailOf(await gateway.SpansAsync()).Attributes["litellm.guardrail.reason"]);
    }

    [Theory]
    [InlineData("", "", "post_call")]
    [InlineData("x-litellm-tags", "blue, green", "pre_call")]
    [InlineData("x-litellm-tags", "green, blue", "during_call logging_only")]
    [InlineData("x-litellm-tags", "Blue, red", "post_call")]
    [InlineData("body", "\"tags\":[\"blue\"]", "pre_call")]
    [InlineData("body", "\"metadata\":{\"tags\":[\"red\",\"blue\"]}", "pre_call")]
    [InlineData("body", "\"litellm_metadata\":{\"tags\":[\"green\"]}", "during_call logging_only")]
    [InlineData("body", "\"metadata\":{\"tags\":[1,null]}", "post_call")]
    [InlineData("key", "sk-caller-blue", "pre_call")]
    [InlineData("key, body", "\"tags\":[\"green\"]", "pre_call")]
    [InlineData("key, body", "\"metadata\":{\"tags\":[\"green\"]}", "pre_call")]
    [InlineData("key, x-litellm-tags", "green", "pre_call")]
    public async Task A_tag_chooses_the_modes(string place, string value, string modes)
    {
        await using var gateway = await TracedGateway.StartAsync(
            _ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion),
            "",
            "{ guardrail_name: g, litellm_params: { guardrail: regex, pattern: nothing, default_on: true, mode: { tags: { blue: pre_call, green: [during_call, logging_only] }, default: [post_call] } } }");
        var body = place.EndsWith("body", StringComparison.Ordinal) ? $"{{{value},{Request[1..]}" : Request;
        var key = place == "key" ? value : place.StartsWith("key, ", StringComparison.Ordinal) ? "sk-caller-blue" : "sk-caller";

        using var response = await gateway.Gateway.PostAsync(
            Chat, body, [("Authorization", $"Bearer {key}"), .. place.EndsWith("x-litellm-tags", StringComparison.Ordinal) ? [("x-litellm-tags", value)] : Array.Empty<(string, string)>()]);
        await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var spans = await gateway.RootedSpansAsync();
        Assert.Equal(modes, string.Join(' ', spans.Where(span => span.Name == "guardrail").Select(span => span.Attributes["litellm.guardrail.mode"]).Order()));
    }

    [Fact]
    public async Task Without_a_default_a_guardrail_runs_for_its_tags_alone()
    {
        await using var gateway = await TracedGateway.StartAsync(
            _ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion), "", $"{{ guardrail_name: g, litellm_params: {{ {Block}, default_on: true, mode: {{ tags: {{ blue: pre_call }} }} }} }}");

        using var response = await gateway.PostAsync(Chat, Request);
        await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(await gateway.SpansAsync(), span => span.Name == "guardrail");

        using var tagged = await gateway.PostAsync(Chat, $$"""{"tags":["blue"],{{Request[1..]}}""");
        Assert.Equal(HttpStatusCode.BadRequest, tagged.StatusCode);
    }

    [Fact]
    public async Task Masked_entities_are_counted_by_type()
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion), "", Guardrail("pre_call", Mask));

        using var response = await gateway.PostAsync(Chat, Request);
        await response.Content.ReadAsStringAsync();

        var guardrail = GuardrailOf(await gateway.SpansAsync());
        Assert.Equal("""{"email":2,"phone":1}""", guardrail.Attributes["litellm.guardrail.masked_entities"]);
        Assert.Equal(3L, guardrail.Attributes["litellm.guardrail.masked_entity_count"]);
        Assert.Contains("[MASKED], [MASKED], [MASKED]", Assert.Single(gateway.Upstream.Requests).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pre_call", "[MASKED], [MASKED], [MASKED]")]
    [InlineData("logging_only", "ada@example.com, bob@example.com, 030 1234")]
    public async Task The_trace_has_the_masked_input_and_nothing_of_the_callers(string mode, string sent)
    {
        await using var gateway = await TracedGateway.StartWithContentAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion), Guardrail(mode, Mask));

        using var response = await gateway.PostAsync(Chat, Request);
        await response.Content.ReadAsStringAsync();

        Assert.Contains(sent, Assert.Single(gateway.Upstream.Requests).Body, StringComparison.Ordinal);
        var spans = await gateway.SpansAsync();
        Assert.All(spans, span => Assert.DoesNotContain("example.com", span.Attributes.ToString(), StringComparison.Ordinal));
        Assert.Contains("[MASKED], [MASKED], [MASKED]", Written("litellm_request", "gen_ai.input.messages"), StringComparison.Ordinal);
        Assert.Contains("[MASKED], [MASKED], [MASKED]", Written("raw_gen_ai_request", "litellm.raw.request"), StringComparison.Ordinal);

        string? Written(string span, string attribute) => spans.Single(each => each.Name == span).Attributes[attribute] as string;
    }

    [Theory]
    [InlineData("false", "This is [MASKED]", "This is [MASKED]")]
    [InlineData("true", "[MASKED]", "[masked by the guardrail 'g']")]
    public async Task The_trace_has_the_masked_answer_and_nothing_of_the_providers(string stream, string answered, string raw)
    {
        await using var gateway = await TracedGateway.StartWithContentAsync(
            _ => stream == "true" ? UpstreamAnswer.Sse(RecordedOpenAi.ChatCompletionStream) : UpstreamAnswer.Json("""{"id":"1","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"This is Hello"}}]}"""),
            Guardrail("post_call", "guardrail: regex, action: mask, pattern: 'Hello'"));

        using var response = await gateway.PostAsync(Chat, $$"""{"model":"gpt","stream":{{stream}},"messages":[{"role":"user","content":"hi"}]}""");
        await response.Content.ReadAsStringAsync();

        var spans = await gateway.SpansAsync();
        Assert.All(spans, span => Assert.DoesNotContain("Hello", span.Attributes.ToString(), StringComparison.Ordinal));
        Assert.Contains(answered, Written("litellm_request", "gen_ai.output.messages"), StringComparison.Ordinal);
        Assert.Contains(raw, Written("raw_gen_ai_request", "litellm.raw.response"), StringComparison.Ordinal);

        string? Written(string span, string attribute) => spans.Single(each => each.Name == span).Attributes[attribute] as string;
    }

    [Theory]
    [InlineData("/v1/files", "pre_call")]
    [InlineData("/v1/files", "post_call")]
    [InlineData("/openai/v1/anything", "pre_call")]
    [InlineData("/openai/v1/anything", "logging_only")]
    [InlineData("/v1/embeddings", "post_call")]
    public async Task A_guardrail_that_cannot_read_the_request_is_recorded_as_not_run(string path, string mode)
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json("{}"), "", Guardrail(mode, Block));

        using var response = await gateway.PostAsync(path, """{"model":"gpt","input":"ada@example.com"}""");
        await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("not_run", GuardrailOf(await gateway.SpansAsync()).Attributes["litellm.guardrail.status"]);
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task A_block_during_the_call_cancels_the_call_and_the_caller_receives_no_part_of_the_answer(string stream)
    {
        var called = new TaskCompletionSource();
        await using var service = await FakeUpstream.StartAsync(
            UpstreamAnswer.Delayed(called, UpstreamAnswer.Json("""{"action":"BLOCKED","blocked_reason":"simulated"}""")));
        await using var gateway = await TracedGateway.StartAsync(
            _ =>
            {
                called.TrySetResult();
                return UpstreamAnswer.Hang();
            },
            "num_retries: 2",
            Guardrail("during_call", $"guardrail: generic_guardrail_api, api_base: '{service.Endpoint}'"));

        using var response = await gateway.PostAsync(Chat, $$"""{"model":"gpt","stream":{{stream}},"messages":[{"role":"user","content":"hi"}]}""").WaitAsync(Patience.Default);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Blocked by the guardrail 'g': simulated", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var attempt = Assert.Single(await gateway.SpansAsync(), span => span.Attributes["litellm.attempt.index"] is not null);
        Assert.Equal("cancelled", attempt.Attributes["litellm.outcome"]);
        Assert.Null(attempt.Attributes["error.type"]);
        await Assert.Single(gateway.Upstream.Requests).WaitForAbortAsync();
    }

    [Fact]
    public async Task The_caller_does_not_receive_an_answer_that_arrives_before_the_block()
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Sse(RecordedOpenAi.ChatCompletionStream), "", Guardrail("during_call", BlockByException));

        using var response = await gateway.PostAsync(Chat, """{"model":"gpt","stream":true,"messages":[{"role":"user","content":"hi"}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.DoesNotContain("data:", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guardrail_that_breaks_during_the_call_is_the_only_error()
    {
        await using var gateway = await TracedGateway.StartAsync(
            _ => UpstreamAnswer.Delayed(TimeSpan.FromMilliseconds(300), UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion)), "", Guardrail("during_call", Unreachable));

        using var response = await gateway.PostAsync(Chat, Request);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        var attempt = Assert.Single(await gateway.SpansAsync(), span => span.Attributes["litellm.attempt.index"] is not null);
        Assert.Null(attempt.Attributes["error.type"]);
    }

    private static string Guardrail(string mode, string parameters) =>
        $"{{ guardrail_name: g, litellm_params: {{ mode: {mode}, default_on: true, {parameters} }} }}";

    private static ReceivedSpan GuardrailOf(IReadOnlyList<ReceivedSpan> spans) => Assert.Single(spans, span => span.Name == "guardrail");
}
