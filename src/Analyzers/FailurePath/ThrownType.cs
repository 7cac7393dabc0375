using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>The type of an exception that is thrown.</summary>
/// <param name="Type">What is known of it.</param>
/// <param name="IsExact">Whether it is that type and no other derived from it.</param>
internal sealed record ThrownType(INamedTypeSymbol Type, bool IsExact)
{
    /// <summary>What <paramref name="thrown"/> throws; <see langword="null"/> if it throws on what it has caught, or what it throws is not known.</summary>
    public static ThrownType? Of(IThrowOperation thrown)
    {
        var exception = thrown.Exception;
        while (exception is IConversionOperation conversion)
        {
            exception = conversion.Operand;
        }

        return exception switch
        {
            IObjectCreationOperation { Type: INamedTypeSymbol created } => new(created, IsExact: true),
            IInvocationOperation { Type: INamedTypeSymbol { IsAbstract: false } made } => new(made, made.IsSealed),
            _ => null,
        };
    }

    /// <summary>Whether an exception of this type is a <paramref name="type"/>.</summary>
    public Truth Is(ITypeSymbol? type) =>
        type is null or ITypeParameterSymbol ? Truth.Unknown
        : Derives(Type, type) ? Truth.True
        : IsExact || Type.IsSealed || (type.TypeKind == TypeKind.Class && !Derives(type, Type)) ? Truth.False
        : Truth.Unknown;

    private static bool Derives(ITypeSymbol type, ITypeSymbol other) =>
        other.SpecialType == SpecialType.System_Object || MetadataNames.WithBasesOf(type).Any(one => GatewaySymbols.Same(one, other));
}
