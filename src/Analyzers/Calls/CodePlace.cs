using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace TracedLlm.Analyzers.Calls;

/// <summary>Where a function is written: what it is known by, since symbols of lambdas differ from model to model.</summary>
internal readonly record struct CodePlace(SyntaxTree Tree, TextSpan Span)
{
    public static CodePlace PlaceOf(SyntaxNode function) => new(function.SyntaxTree, function.Span);

    /// <summary>The place of the body of <paramref name="method"/>; <see langword="null"/> if it is not written in the compilation.</summary>
    public static CodePlace? PlaceOf(IMethodSymbol method)
    {
        var written = (method.ReducedFrom ?? method).OriginalDefinition;
        return (written.PartialImplementationPart ?? written).DeclaringSyntaxReferences.FirstOrDefault() is { } reference
            ? new CodePlace(reference.SyntaxTree, reference.Span)
            : null;
    }
}
