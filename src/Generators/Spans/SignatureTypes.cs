using Microsoft.CodeAnalysis;

namespace TracedLlm.Generators.Spans;

/// <summary>All types in a method's signature, including type arguments and element types.</summary>
internal static class SignatureTypes
{
    public static IEnumerable<ITypeSymbol> Collect(IMethodSymbol method) =>
    [
        .. Parts(method.ReturnType),
        .. method.Parameters.SelectMany(parameter => Parts(parameter.Type)),
        .. method.TypeParameters.SelectMany(parameter => parameter.ConstraintTypes).SelectMany(Parts),
    ];

    private static IEnumerable<ITypeSymbol> Parts(ITypeSymbol type) =>
    [
        type,
        .. type switch
        {
            IArrayTypeSymbol array => Parts(array.ElementType),
            IPointerTypeSymbol pointer => Parts(pointer.PointedAtType),
            IFunctionPointerTypeSymbol { Signature: var signature } =>
                signature.Parameters.Select(parameter => parameter.Type).Append(signature.ReturnType).SelectMany(Parts),
            INamedTypeSymbol named => named.TypeArguments.SelectMany(Parts).Concat(named.ContainingType is { } outer ? Parts(outer) : []),
            _ => [],
        },
    ];
}
