namespace TracedLlm.Bench.Gateway.Load;

/// <summary>What the load generator has seen.</summary>
/// <param name="Sent">Requests that were due.</param>
/// <param name="Answered">Requests with a whole answer of status 200.</param>
/// <param name="Refused">Requests that were refused for now: status 503 with <c>Retry-After</c>.</param>
/// <param name="Failed">Requests with another answer, or with none.</param>
/// <param name="Unsent">Those of the failed that found no connection free until the end.</param>
/// <param name="Failure">The first failure.</param>
/// <param name="Seconds">The time from the first request to the last answer.</param>
/// <param name="BySecond">The answers of each second since the start.</param>
/// <param name="Latency">From the intended start to the last byte, in nanoseconds.</param>
/// <param name="Refusal">From the sending of a request to the last byte of its refusal.</param>
/// <param name="FirstEvent">From the intended start to the first event.</param>
/// <param name="Gap">Between two events.</param>
/// <param name="Relay">From the provider's sending of an event to its arrival.</param>
internal sealed record LoadResult(
    long Sent,
    long Answered,
    long Refused,
    long Failed,
    long Unsent,
    string? Failure,
    double Seconds,
    long[] BySecond,
    Histogram Latency,
    Histogram Refusal,
    Histogram FirstEvent,
    Histogram Gap,
    Histogram Relay);
