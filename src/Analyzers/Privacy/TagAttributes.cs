using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Common;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Privacy;

/// <summary>Reads <c>[SpanTag]</c> and the attributes that map the fields of payloads and metadata.</summary>
internal static class TagAttributes
{
    /// <summary>The names of the attributes, with and without the suffix.</summary>
    public static readonly ImmutableArray<string> Names =
        ["SpanTag", "SpanTagAttribute", "PayloadField", "PayloadFieldAttribute", "MetadataKey", "MetadataKeyAttribute"];

    private const string Namespace = "TracedLlm.";

    /// <summary>The data of an attribute of the runtime with one of the <paramref name="names"/>; <see langword="null"/> for another attribute.</summary>
    public static (AttributeData Data, ISymbol Owner)? Find(SyntaxNodeAnalysisContext context, params ImmutableArray<string> names)
    {
        var attribute = (AttributeSyntax)context.Node;
        if (!AttributeNames.Get(context.Compilation).MayBe(attribute, names, context.CancellationToken)
            || context.SemanticModel.GetSymbolInfo(attribute, context.CancellationToken).Symbol is not IMethodSymbol { ContainingType: var type }
            || !names.Any(name => MetadataNames.Is(type, $"{Namespace}{name}Attribute"))
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
