using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Generators.Common;
using TracedLlm.Generators.Payloads;

namespace TracedLlm.Generators.Members;

/// <summary>Turns a member with a TracedLlm attribute into its entry of the gateway's report.</summary>
internal static class TracedMemberParser
{
    /// <summary>The attributes and the kind that the report gives to their members. Routes are endpoint metadata, which the report reads itself.</summary>
    public static readonly ImmutableArray<(string MetadataName, string Kind)> Attributes =
    [
        ("TracedLlm.TracedStageAttribute", "Stage"),
        ("TracedLlm.TracedGuardrailAttribute", "Guardrail"),
        ("TracedLlm.TracedLlmCallAttribute", "Call"),
        (PayloadAttributes.Map, "Map"),
        (PayloadAttributes.Metadata, "Map"),
    ];

    /// <summary>The model of <paramref name="symbol"/>; <see langword="null"/> in the runtime, whose maps do not belong to a gateway.</summary>
    public static TracedMemberModel? Parse(ISymbol symbol, AttributeData attribute, string kind)
    {
        if (SymbolEqualityComparer.Default.Equals(attribute.AttributeClass?.ContainingAssembly, symbol.ContainingAssembly))
        {
            return null;
        }

        var member = symbol is IMethodSymbol method ? $"{Name(method.ContainingType)}.{method.Name}" : Name((INamedTypeSymbol)symbol);
        return new(kind, member, Detail(attribute.First()));
    }

    private static string Name(INamedTypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);

    private static string? Detail(TypedConstant argument)
    {
        if (argument.Kind != TypedConstantKind.Enum)
        {
            return argument.Text();
        }

        var constant = CSharpText.EnumConstant(argument);
        return constant.Substring(constant.LastIndexOf('.') + 1);
    }
}
