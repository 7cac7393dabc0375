using System.Net.Sockets;
using System.Text.Json;
using TracedLlm.Endings.Tests.Routes;
using TracedLlm.Testing.Hosting;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Endings.Tests.Endings;

/// <summary>The table of the endings that the matrix runs.</summary>
internal static class AllEndings
{
    private static readonly (string Name, GuardrailMode Mode)[] BlockingModes =
        [("pre_call", GuardrailMode.PreCall), ("during_call", GuardrailMode.DuringCall), ("post_call", GuardrailMode.PostCall)];

    private static readonly (string Name, Func<GuardrailOutcome> Decide)[] Blocks =
    [
        ("by_outcome", () => GuardrailOutcome.Blocked(["violence"])),
        ("by_own_exception", () => throw new PolicyViolation()),
        ("by_invalid_operation", () => throw new InvalidOperationException("The content is not allowed.")),
        ("by_guardrail_block", () => throw new BlockedByService()),
    ];

    /// <summary>The endings of ordinary answers and of streams.</summary>
    private static readonly Ending[] Both =
    [
        new("completed"),
        new("cache_hit") { CacheHit = true },
        new("retry_then_success") { Attempts = [Attempt.Fails(500), Attempt.Fails(429), Attempt.Succeeds] },
        new("fallback_then_success") { Attempts = [Attempt.Fails(500), Attempt.IsReset, Attempt.Succeeds with { Group = "second-group" }] },
        new("hedge_wins") { Attempts = [Attempt.Hangs, Attempt.Succeeds], Hedged = true },
        new("hedge_loses") { Attempts = [Attempt.SucceedsBesideHedge, Attempt.Hangs], Hedged = true },
        new("caller_leaves_before_the_first_byte") { Attempts = [Attempt.Hangs], CallerDisconnect = CallerDisconnect.BeforeTheFirstByte },
        new("response_never_read") { Relay = Relay.NeverStarts },
        new("response_disposed_unread") { Relay = Relay.DisposedUnread },
        new("response_buffered") { Relay = Relay.Buffered },
        .. BlockingModes.Select(mode => Blocked(mode, Blocks[0])),
        new("guardrail_masks") { Guardrails = [new(GuardrailMode.PreCall, () => GuardrailOutcome.Masked(3, ["email", "phone"]))] },
        new("refused.key") { Refusal = new(401, "The key is not known.", ByKey: true) },
        new("refused.budget") { Refusal = new(400, "The budget is spent.") },
        new("refused.rate_limit") { Refusal = new(429, "Too many requests.") },
        new("refused.unknown_model") { Refusal = new(404, "There is no such model.") },
        new("refused.bad_body") { Refusal = new(422, "The body cannot be read.") },
        new("provider.4xx") { Attempts = [Attempt.Fails(400)] },
        new("provider.5xx") { Attempts = [Attempt.Fails(500)] },
        new("provider.times_out") { Attempts = [Attempt.TimesOut] },
        new("provider.refuses_the_connection") { Attempts = [Attempt.IsNotConnected] },
        new("provider.resets_the_connection") { Attempts = [Attempt.IsReset] },
        new("all_attempts_failed") { Attempts = [Attempt.Fails(503), Attempt.IsReset, Attempt.Fails(500) with { Group = "second-group" }] },
        new("guardrail_breaks.gateway_goes_on")
        {
            Guardrails = [GuardrailStep.Throws(GuardrailMode.PreCall, () => new HttpRequestException("No answer.")) with { IsOptional = true }],
        },
        new("guardrail_breaks.gateway_refuses")
        {
            Guardrails = [GuardrailStep.Throws(GuardrailMode.PreCall, () => new HttpRequestException("No answer."))],
        },
        new("guardrail_times_out.gateway_goes_on")
        {
            Guardrails = [GuardrailStep.Throws(GuardrailMode.PreCall, () => new TaskCanceledException("Too late.", new TimeoutException())) with { IsOptional = true }],
        },
        new("guardrail_times_out.gateway_refuses")
        {
            Guardrails = [GuardrailStep.Throws(GuardrailMode.PreCall, () => new TimeoutException("Too late."))],
        },
        new("exception.unhandled") { RouteForm = RouteForm.Unguarded, Throws = () => new InvalidOperationException("A bug of the gateway.") },
    ];

    /// <summary>Endings of ordinary answers.</summary>
    public static IReadOnlyList<Ending> Whole { get; } =
    [
        .. Both,
        new("provider.breaks_off") { Attempts = [Attempt.BreaksOff], Relay = Relay.Buffered },
        .. BlockingModes.SelectMany(mode => Blocks.Skip(1).Select(block => Blocked(mode, block))),
        new("guardrail_blocks.hidden_by_exception_handler")
        {
            RouteForm = RouteForm.ExceptionHandler,
            Guardrails = [GuardrailStep.Throws(GuardrailMode.PreCall, () => new PolicyViolation())],
        },
        new("guardrail_blocks.hidden_by_endpoint_filter")
        {
            RouteForm = RouteForm.EndpointFilter,
            Guardrails = [GuardrailStep.Throws(GuardrailMode.PreCall, () => new PolicyViolation())],
        },
        new("guardrail_blocks.hidden_by_exception_filter")
        {
            RouteForm = RouteForm.ExceptionFilter,
            Guardrails = [GuardrailStep.Throws(GuardrailMode.PreCall, () => new PolicyViolation())],
        },
        new("guardrail_passes_in_all_modes")
        {
            Guardrails = [.. Enum.GetValues<GuardrailMode>().Select(mode => new GuardrailStep(mode, () => GuardrailOutcome.Passed))],
        },
        new("guardrail_is_not_run_in_any_mode")
        {
            Guardrails = [.. Enum.GetValues<GuardrailMode>().Select(mode => new GuardrailStep(mode, () => GuardrailOutcome.NotRun))],
        },
        new("guardrail_blocks.for_the_record_only")
        {
            Guardrails = [new(GuardrailMode.LoggingOnly, () => GuardrailOutcome.Blocked(["violence"]))],
        },
        new("guardrail_masks.answer") { Guardrails = [new(GuardrailMode.PostCall, () => GuardrailOutcome.Masked(1, ["name"]))] },
        new("guardrail_breaks.unguarded")
        {
            RouteForm = RouteForm.Unguarded,
            Guardrails = [GuardrailStep.Throws(GuardrailMode.PreCall, () => new JsonException("No JSON."))],
        },
        new("guardrail_breaks.by_socket")
        {
            Guardrails = [GuardrailStep.Throws(GuardrailMode.PreCall, () => new SocketException(111)) with { IsOptional = true }],
        },
        new("exception.quotes_secrets")
        {
            RouteForm = RouteForm.Unguarded,
            Throws = () => new InvalidOperationException(
                $"Refused: Bearer {Canaries.Key}, sk-of-the-provider-42", new IOException($"header x-api-key: {Canaries.Key}")),
        },
        new("exception.hidden_by_exception_handler") { RouteForm = RouteForm.ExceptionHandler, Throws = () => new InvalidOperationException("A bug of the gateway.") },
        new("exception.hidden_by_endpoint_filter") { RouteForm = RouteForm.EndpointFilter, Throws = () => new InvalidOperationException("A bug of the gateway.") },
        new("exception.hidden_by_exception_filter") { RouteForm = RouteForm.ExceptionFilter, Throws = () => new InvalidOperationException("A bug of the gateway.") },
    ];

    /// <summary>Endings of event streams.</summary>
    public static IReadOnlyList<Ending> Streamed { get; } =
    [
        .. Both.Select(ending => ending with { Name = ending.Name + ".streamed", Streamed = true }),
        new("stream_breaks.streamed") { Streamed = true, Attempts = [Attempt.StreamBreaks] },
        new("stream_breaks.gateway_aborts.streamed") { Streamed = true, Attempts = [Attempt.StreamBreaks], BrokenStream = BrokenStream.Aborted },
        new("stream_breaks.gateway_says_so.streamed") { Streamed = true, Attempts = [Attempt.StreamBreaks], BrokenStream = BrokenStream.Told },
        new("stream_of_an_error.streamed") { Streamed = true, Attempts = [Attempt.StreamOf(row => [.. row.Events.Take(row.HalfOfEvents), ErrorEvent(row)])] },
        new("usage_never.streamed") { Streamed = true, Attempts = [Attempt.StreamOf(row => [.. row.Events.Where(sse => !HasUsage(sse))])] },
        new("usage_twice.streamed") { Streamed = true, Attempts = [Attempt.StreamOf(row => [.. row.Events.SelectMany(sse => HasUsage(sse) ? [sse, sse] : new[] { sse })])] },
        new("usage_after_the_end.streamed")
        {
            Streamed = true,
            Attempts = [Attempt.StreamOf(row => [.. row.Events.Where(sse => !HasUsage(sse)), .. row.Events.Where(HasUsage)])],
        },
        new("stream_hangs.streamed") { Streamed = true, Attempts = [Attempt.StreamHangs] },
        new("reader_stops_early.streamed") { Streamed = true, Attempts = [Attempt.StreamHangs], Relay = Relay.StopsEarly },
        new("caller_leaves_mid_stream.streamed") { Streamed = true, Attempts = [Attempt.StreamHangs], CallerDisconnect = CallerDisconnect.MidStream },
        new("caller_leaves_after_the_last_event.streamed") { Streamed = true, Attempts = [Attempt.StreamLingers], CallerDisconnect = CallerDisconnect.AfterTheLastEvent },
    ];

    public static Ending Find(string name) => Whole.Concat(Streamed).Single(ending => ending.Name == name);

    private static bool HasUsage(SseEvent sse) =>
        sse.Data.Contains("\"usage\":{", StringComparison.Ordinal) || sse.Data.Contains("\"usageMetadata\"", StringComparison.Ordinal);

    // The error event that each provider documents for a stream.
    private static SseEvent ErrorEvent(GatewayRow row) => row.Facts.Api switch
    {
        LlmApi.Messages => new("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", "error"),
        LlmApi.Responses => new("""{"type":"error","code":"server_error","message":"The server had an error.","param":null,"sequence_number":3}""", "error"),
        LlmApi.GenerateContent => new("""{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}"""),
        LlmApi.Assistants => new("""{"error":{"message":"The server had an error.","type":"server_error","code":null}}""", "error"),
        LlmApi.PassThrough when row.Facts.Pattern.Text.StartsWith("anthropic", StringComparison.Ordinal) =>
            new("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", "error"),
        _ => new("""{"error":{"message":"The server had an error.","type":"server_error","param":null,"code":null}}"""),
    };

    // The guardrail blocks while the provider still answers.
    private static Ending Blocked((string Name, GuardrailMode Mode) mode, (string Name, Func<GuardrailOutcome> Decide) block) =>
        new($"guardrail_blocks.{mode.Name}.{block.Name}")
        {
            Guardrails = [new(mode.Mode, block.Decide)],
            Attempts = [mode.Mode == GuardrailMode.DuringCall ? Attempt.Hangs : Attempt.Succeeds],
        };
}
