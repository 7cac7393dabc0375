using Microsoft.CodeAnalysis.Text;

namespace TracedLlm.Testing.Roslyn;

/// <summary>A place that markup names: by a diagnostic's id, by <c>#</c> and a number, or, as <c>[|…|]</c>, by nothing.</summary>
internal sealed record MarkedSpan(string? Name, TextSpan Span);
