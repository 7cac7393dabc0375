using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace TracedLlm.Analyzers.Calls;

/// <summary>The place of a function in the source. It identifies the function, because each semantic model has its own symbols for lambdas.</summary>
internal readonly record struct CodePlace(SyntaxTree Tree, TextSpan Span)
{
    public static CodePlace PlaceOf(SyntaxNode function) => new(function.SyntaxTree, function.Span);
}
