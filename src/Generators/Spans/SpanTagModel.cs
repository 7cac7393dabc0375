using TracedLlm.Facts;

namespace TracedLlm.Generators.Spans;

/// <summary>One attribute of a span: its name as a C# literal, its value as a C# expression, and the span it belongs to.</summary>
internal sealed record SpanTagModel(string Name, string Value, AttributeOwner Owner);
