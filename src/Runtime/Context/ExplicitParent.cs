using System.Diagnostics;

namespace TracedLlm.Context;

/// <summary>The parent that a request's metadata names.</summary>
/// <param name="TraceId">The trace; the default value if the metadata names no trace.</param>
/// <param name="SpanId">The span; the default value if the metadata names no span.</param>
/// <param name="IsJoined">Whether the trace belongs to another application (<c>existing_trace_id</c>).</param>
internal readonly record struct ExplicitParent(ActivityTraceId TraceId, ActivitySpanId SpanId, bool IsJoined);
