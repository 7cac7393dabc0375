using TracedLlm.Endings.Tests.Routes;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Endings.Tests.Endings;

/// <summary>One attempt that the gateway makes, and what comes of it.</summary>
/// <param name="Target">Where it goes.</param>
/// <param name="Answer">What the provider answers.</param>
internal sealed record Attempt(ProviderTarget Target, Func<Exchange, UpstreamAnswer> Answer)
{
    public const string ProviderError = """{"error":{"message":"The provider says no.","type":"provider_error","code":null}}""";

    /// <summary>The whole answer, or the whole stream.</summary>
    public static Attempt Succeeds { get; } = Answers(exchange => exchange.Streamed
        ? UpstreamAnswer.Sse(exchange.Row.Events)
        : UpstreamAnswer.Json(RecordedResponse(exchange)));

    /// <summary>The same, once the provider has the hedge too.</summary>
    public static Attempt SucceedsBesideHedge { get; } = Answers(exchange => UpstreamAnswer.Delayed(exchange.HedgeReached, Succeeds.Answer(exchange)));

    public static Attempt TimesOut { get; } = new(ProviderTarget.Impatient, _ => UpstreamAnswer.Hang());

    public static Attempt IsNotConnected { get; } = new(ProviderTarget.Closed, _ => UpstreamAnswer.Hang());

    public static Attempt IsReset { get; } = Answers(_ => UpstreamAnswer.Refuse());

    /// <summary>Half of a JSON body, and the end of the connection.</summary>
    public static Attempt BreaksOff { get; } = Answers(exchange =>
        UpstreamAnswer.AbortAfter(RecordedResponse(exchange), RecordedResponse(exchange).Length / 2));

    /// <summary>Nothing, until the gateway gives up.</summary>
    public static Attempt Hangs { get; } = Answers(_ => UpstreamAnswer.Hang());

    /// <summary>Half of the events; then the connection breaks, when the caller has them.</summary>
    public static Attempt StreamBreaks { get; } = Answers(exchange =>
        UpstreamAnswer.Sse(exchange.Row.Events.Take(exchange.Row.HalfOfEvents), exchange.CallerHasHalf));

    /// <summary>Half of the events; then nothing more.</summary>
    public static Attempt StreamHangs { get; } = Answers(exchange =>
        UpstreamAnswer.Sse(exchange.Row.Events.HeldBefore(exchange.Row.HalfOfEvents, new TaskCompletionSource())));

    /// <summary>All events; then nothing more, and no end either.</summary>
    public static Attempt StreamLingers { get; } = Answers(exchange =>
        UpstreamAnswer.Sse([.. exchange.Row.Events, new SseEvent("never sent", Gate: new TaskCompletionSource())]));

    /// <summary>The model group, by which retries and fallbacks are told apart.</summary>
    public string Group { get; init; } = "first-group";

    public static Attempt Fails(int status) => Answers(_ => UpstreamAnswer.Json(ProviderError, status));

    /// <summary>Other events than those recorded.</summary>
    public static Attempt StreamOf(Func<GatewayRow, IReadOnlyList<SseEvent>> events) => Answers(exchange => UpstreamAnswer.Sse(events(exchange.Row)));

    private static Attempt Answers(Func<Exchange, UpstreamAnswer> answer) => new(ProviderTarget.Upstream, answer);

    private static string RecordedResponse(Exchange exchange) => RecordedBodies.Response(exchange.Row.Facts);
}
