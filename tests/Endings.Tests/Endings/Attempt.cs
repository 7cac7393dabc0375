using TracedLlm.Endings.Tests.Routes;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Endings.Tests.Endings;

/// <summary>One attempt of the gateway and its result.</summary>
/// <param name="Target">The target of the attempt.</param>
/// <param name="Answer">The provider's answer.</param>
internal sealed record Attempt(ProviderTarget Target, Func<Exchange, UpstreamAnswer> Answer)
{
    public const string ProviderError = """{"error":{"message":"The provider says no.","type":"provider_error","code":null}}""";

    /// <summary>The whole answer, or the whole stream.</summary>
    public static Attempt Succeeds { get; } = Answers(exchange => exchange.Streamed
        ? UpstreamAnswer.Sse(exchange.Row.Events)
        : UpstreamAnswer.Json(RecordedResponse(exchange)));

    /// <summary>The whole answer, after the provider has received the hedged attempt too.</summary>
    public static Attempt SucceedsBesideHedge { get; } = Answers(exchange => UpstreamAnswer.Delayed(exchange.HedgeReached, Succeeds.Answer(exchange)));

    public static Attempt TimesOut { get; } = new(ProviderTarget.Impatient, _ => UpstreamAnswer.Hang());

    public static Attempt IsNotConnected { get; } = new(ProviderTarget.Closed, _ => UpstreamAnswer.Hang());

    public static Attempt IsReset { get; } = Answers(_ => UpstreamAnswer.Refuse());

    /// <summary>Half of a JSON body; then the connection closes.</summary>
    public static Attempt BreaksOff { get; } = Answers(exchange =>
        UpstreamAnswer.AbortAfter(RecordedResponse(exchange), RecordedResponse(exchange).Length / 2));

    /// <summary>No answer; the gateway times out.</summary>
    public static Attempt Hangs { get; } = Answers(_ => UpstreamAnswer.Hang());

    /// <summary>Half of the events; the connection breaks after the caller has received them.</summary>
    public static Attempt StreamBreaks { get; } = Answers(exchange =>
        UpstreamAnswer.Sse(exchange.Row.Events.Take(exchange.Row.HalfOfEvents), exchange.CallerHasHalf));

    /// <summary>Half of the events; then the stream hangs.</summary>
    public static Attempt StreamHangs { get; } = Answers(exchange =>
        UpstreamAnswer.Sse(exchange.Row.Events.HeldBefore(exchange.Row.HalfOfEvents, new TaskCompletionSource())));

    /// <summary>All events; then the stream hangs without an end.</summary>
    public static Attempt StreamLingers { get; } = Answers(exchange =>
        UpstreamAnswer.Sse([.. exchange.Row.Events, new SseEvent("never sent", Gate: new TaskCompletionSource())]));

    /// <summary>The model group, which distinguishes retries from fallbacks.</summary>
    public string Group { get; init; } = "first-group";

    public static Attempt Fails(int status) => Answers(_ => UpstreamAnswer.Json(ProviderError, status));

    /// <summary>Events that replace the recorded events.</summary>
    public static Attempt StreamOf(Func<GatewayRow, IReadOnlyList<SseEvent>> events) => Answers(exchange => UpstreamAnswer.Sse(events(exchange.Row)));

    private static Attempt Answers(Func<Exchange, UpstreamAnswer> answer) => new(ProviderTarget.Upstream, answer);

    private static string RecordedResponse(Exchange exchange) => RecordedBodies.Response(exchange.Row.Facts);
}
