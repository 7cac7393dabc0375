using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Trees;

/// <summary>A span and its children in order of start time, ties by name.</summary>
public sealed record SpanNode(ReceivedSpan Span, IReadOnlyList<SpanNode> Children);
