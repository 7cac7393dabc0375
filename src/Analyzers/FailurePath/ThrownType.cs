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
    private const int MaxLocals = 4;

    /// <summary>What <paramref name="thrown"/> may throw; nothing if it throws on what it has caught, or what it throws is not known.</summary>
    public static IEnumerable<ThrownType> Of(IThrowOperation thrown) => Of(thrown.Exception, MaxLocals).Distinct();

    private static IEnumerable<ThrownType> Of(IOperation? exception, int locals) => exception switch
    {
        IConversionOperation conversion => Of(conversion.Operand, locals),
        IParenthesizedOperation parenthesized => Of(parenthesized.Operand, locals),
        IObjectCreationOperation { Type: INamedTypeSymbol created } => [new(created, IsExact: true)],
        IInvocationOperation { Type: INamedTypeSymbol { IsAbstract: false } made } => [new(made, made.IsSealed)],
        IConditionalOperation { WhenFalse: { } otherwise } choice => Of(choice.WhenTrue, locals).Concat(Of(otherwise, locals)),
        ISwitchExpressionOperation choice => choice.Arms.SelectMany(arm => Of(arm.Value, locals)),
        ICoalesceOperation coalesce => Of(coalesce.WhenNull, locals),
        ILocalReferenceOperation local when locals > 0 => Of(OnlyValue(local), locals - 1),
        _ => [],
    };

    /// <summary>What a local is declared with, if nothing else is ever put into it.</summary>
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
    public Truth Is(ITypeSymbol? type) =>
        type is null or ITypeParameterSymbol ? Truth.Unknown
        : Derives(Type, type) ? Truth.True
        : IsExact || Type.IsSealed || (type.TypeKind == TypeKind.Class && !Derives(type, Type)) ? Truth.False
        : Truth.Unknown;

    private static bool Derives(ITypeSymbol type, ITypeSymbol other) =>
        other.SpecialType == SpecialType.System_Object || MetadataNames.WithBasesOf(type).Any(one => GatewaySymbols.Same(one, other));
}
