using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Common;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>The type of an exception that is thrown.</summary>
/// <param name="Type">The type in the code.</param>
/// <param name="IsExact">Whether the exception has exactly this type and no derived type.</param>
internal sealed record ThrownType(INamedTypeSymbol Type, bool IsExact)
{
    private const int MaxLocals = 4;

    /// <summary>The types that <paramref name="thrown"/> may throw; empty for a rethrow and for an unknown exception.</summary>
    public static IEnumerable<ThrownType> TypesOf(IThrowOperation thrown) => TypesOf(thrown.Exception, MaxLocals).Distinct();

    private static IEnumerable<ThrownType> TypesOf(IOperation? exception, int locals) => exception switch
    {
        IConversionOperation conversion => TypesOf(conversion.Operand, locals),
        IParenthesizedOperation parenthesized => TypesOf(parenthesized.Operand, locals),
        IObjectCreationOperation { Type: INamedTypeSymbol created } => [new(created, IsExact: true)],
        IInvocationOperation { Type: INamedTypeSymbol { IsAbstract: false } made } => [new(made, made.IsSealed)],
        IConditionalOperation { WhenFalse: { } otherwise } choice => TypesOf(choice.WhenTrue, locals).Concat(TypesOf(otherwise, locals)),
        ISwitchExpressionOperation choice => choice.Arms.SelectMany(arm => TypesOf(arm.Value, locals)),
        ICoalesceOperation coalesce => TypesOf(coalesce.WhenNull, locals),
        ILocalReferenceOperation local when locals > 0 => TypesOf(OnlyValue(local), locals - 1),
        _ => [],
    };

    /// <summary>The initial value of a local that the code assigns once.</summary>
    private static IOperation? OnlyValue(ILocalReferenceOperation read)
    {
        IOperation root = read;
        while (root.Parent is { } outer)
        {
            root = outer;
        }

        IOperation? value = null;
        foreach (var operation in root.Descendants())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation declarator when GatewaySymbols.Same(declarator.Symbol, read.Local):
                    value = declarator.GetVariableInitializer()?.Value;
                    break;
                case ILocalReferenceOperation reference when GatewaySymbols.Same(reference.Local, read.Local) && IsWritten(reference):
                    return null;
            }
        }

        return value;
    }

    private static bool IsWritten(IOperation reference) => reference.Parent switch
    {
        IAssignmentOperation assignment => assignment.Target == reference,
        IArgumentOperation { Parameter.RefKind: not RefKind.None } or ITupleOperation or IAddressOfOperation => true,
        _ => false,
    };

    /// <summary>Whether an exception of this type is a <paramref name="type"/>.</summary>
    public TriState Is(ITypeSymbol? type) =>
        type is null or ITypeParameterSymbol ? TriState.Unknown
        : Derives(Type, type) ? TriState.True
        : IsExact || Type.IsSealed || (type.TypeKind == TypeKind.Class && !Derives(type, Type)) ? TriState.False
        : TriState.Unknown;

    private static bool Derives(ITypeSymbol type, ITypeSymbol other) =>
        other.SpecialType == SpecialType.System_Object || MetadataNames.WithBasesOf(type).Any(one => GatewaySymbols.Same(one, other));
}
