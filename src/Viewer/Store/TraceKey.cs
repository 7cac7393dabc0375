using System.Diagnostics;

namespace TracedLlm.Viewer.Store;

/// <summary>Identifies a held trace: the trace as backends show it, and the root span. Several requests may share a trace.</summary>
/// <param name="TraceId">The trace.</param>
/// <param name="RootSpanId">The root span of the request.</param>
internal readonly record struct TraceKey(ActivityTraceId TraceId, ActivitySpanId RootSpanId)
{
    /// <summary>The id in addresses.</summary>
    public override string ToString() => $"{TraceId}-{RootSpanId}";
}
