using TracedLlm.Export.Views;
using TracedLlm.Requests;

namespace TracedLlm.Bench.Micro.Export;

/// <summary>A request that has ended.</summary>
/// <param name="State">The request.</param>
/// <param name="Spans">Its spans.</param>
internal sealed record RequestOfSpans(RequestState State, EndedSpan[] Spans);
