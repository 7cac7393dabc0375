using TracedLlm.Export;

namespace TracedLlm.Bench.Micro.Export;

/// <summary>A request that has ended.</summary>
/// <param name="Trace">The request.</param>
/// <param name="Spans">Its spans.</param>
internal sealed record RequestOfSpans(RequestState State, EndedSpan[] Spans);
