using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Privacy;

/// <summary>Reads <c>[SpanTag]</c> and the attributes that map a payload's or metadata's fields.</summary>
internal static class TagAttributes
{
    /// <summary>The attribute type and its data; <see langword="null"/> if it is none of <paramref name="names"/>.</summary>
    public static (AttributeData Data, ISymbol Owner)? Of(SyntaxNodeAnalysisContext context, params string[] names)
    {
        var attribute = (AttributeSyntax)context.Node;
        if (context.SemanticModel.GetSymbolInfo(attribute, context.CancellationToken).Symbol is not IMethodSymbol { ContainingType: var type }
            || !names.Any(name => MetadataNames.Is(type, name))
            || attribute.Parent?.Parent is not { } declaration
            || context.SemanticModel.GetDeclaredSymbol(declaration, context.CancellationToken) is not { } owner)
        {
            return null;
        }

        var all = owner is IMethodSymbol method ? method.GetReturnTypeAttributes().AddRange(method.GetAttributes()) : owner.GetAttributes();
        return all.FirstOrDefault(one => one.ApplicationSyntaxReference is { } place && place.SyntaxTree == attribute.SyntaxTree && place.Span == attribute.Span) is { } data
            ? (data, owner)
            : null;
    }
}
