using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace TracedLlm.Analyzers.Calls;

/// <summary>The place of a function in the source. It identifies the function, because each semantic model has its own symbols for lambdas.</summary>
internal readonly record struct CodePlace(SyntaxTree Tree, TextSpan Span)
{
    public static CodePlace PlaceOf(SyntaxNode function) => new(function.SyntaxTree, function.Span);

    /// <summary>The place of the body of <paramref name="method"/>; <see langword="null"/> if the method is in another assembly.</summary>
    public static CodePlace? PlaceOf(IMethodSymbol method)
    {
        var written = (method.ReducedFrom ?? method).OriginalDefinition;
        return (written.PartialImplementationPart ?? written).DeclaringSyntaxReferences.FirstOrDefault() is { } reference
            ? new CodePlace(reference.SyntaxTree, reference.Span)
            : null;
    }
}
