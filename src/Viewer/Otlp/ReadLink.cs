namespace TracedLlm.Viewer.Otlp;

/// <summary>A link of a span.</summary>
/// <param name="TraceId">The trace that it leads to, in lower-case hex.</param>
/// <param name="SpanId">The span that it leads to, in lower-case hex.</param>
/// <param name="Attributes">Its attributes.</param>
internal sealed record ReadLink(string TraceId, string SpanId, ReadAttributes Attributes);
