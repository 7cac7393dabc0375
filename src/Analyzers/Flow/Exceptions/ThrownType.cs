using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Common;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>The type of an exception that is thrown.</summary>
/// <param name="Type">The type in the code.</param>
/// <param name="IsExact">Whether the exception has exactly this type and no derived type.</param>
internal sealed record ThrownType(INamedTypeSymbol Type, bool IsExact)
{
    /// <summary>Whether an exception of this type is a <paramref name="type"/>.</summary>
    public TriState Is(ITypeSymbol? type) =>
        type is null or ITypeParameterSymbol ? TriState.Unknown
        : Derives(Type, type) ? TriState.True
        : IsExact || Type.IsSealed || (type.TypeKind == TypeKind.Class && !Derives(type, Type)) ? TriState.False
        : TriState.Unknown;

    private static bool Derives(ITypeSymbol type, ITypeSymbol other) =>
        other.SpecialType == SpecialType.System_Object || MetadataNames.WithBasesOf(type).Any(one => GatewaySymbols.Same(one, other));
}
