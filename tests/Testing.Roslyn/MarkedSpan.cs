using Microsoft.CodeAnalysis.Text;

namespace TracedLlm.Testing.Roslyn;

/// <summary>A span of the markup, with a diagnostic's id, with <c>#</c> and a number, or without a name (<c>[|…|]</c>).</summary>
internal sealed record MarkedSpan(string? Name, TextSpan Span);
