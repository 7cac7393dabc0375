using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>Type tests that are not patterns: <c>e.GetType() == typeof(X)</c>, <c>e.GetType().Name == "X"</c>, <c>typeof(X).IsInstanceOfType(e)</c>.</summary>
internal static class TypeTests
{
    /// <summary>The result of a comparison; <see langword="null"/> if the comparison is not about the exception's type.</summary>
    public static PossibleValues? Equal(IBinaryOperation comparison, GraphValues values, ExceptionWalk walk) =>
        Equal(comparison, comparison.LeftOperand, comparison.RightOperand, values, walk) ?? Equal(comparison, comparison.RightOperand, comparison.LeftOperand, values, walk);

    /// <summary>The result of a call that tests the exception's type; <see langword="null"/> if it is another call.</summary>
    public static PossibleValues? Call(IInvocationOperation call, GraphValues values, ExceptionWalk walk) =>
        call is { Instance: ITypeOfOperation type, Arguments.Length: 1 } && Asks(call, values)
            ? values.Note(call.Syntax, walk.IsOf(type.TypeOperand), Named(type.TypeOperand))
            : null;

    private static bool Asks(IInvocationOperation call, GraphValues values) => call.TargetMethod.Name switch
    {
        "IsInstanceOfType" => IsException(call.Arguments[0].Value, values),
        "IsAssignableFrom" => IsType(call.Arguments[0].Value, values),
        _ => false,
    };

    private static PossibleValues? Equal(IBinaryOperation comparison, IOperation one, IOperation other, GraphValues values, ExceptionWalk walk) => (one, other) switch
    {
        (_, ITypeOfOperation type) when IsType(one, values) => values.Note(comparison.Syntax, walk.IsExactly(type.TypeOperand), Named(type.TypeOperand)),
        (IPropertyReferenceOperation { Property.Name: "Name" or "FullName", Instance: { } instance } name, { ConstantValue: { HasValue: true, Value: string text } }) when IsType(instance, values) =>
            values.Note(comparison.Syntax, walk.IsNamed(text, name.Property.Name == "FullName"), []),
        _ => null,
    };

    private static bool IsType(IOperation operation, GraphValues values) =>
        operation is IInvocationOperation { TargetMethod: { Name: "GetType", Parameters.Length: 0 }, Instance: { } instance } && IsException(instance, values);

    private static bool IsException(IOperation operation, GraphValues values) => values.Evaluate(operation) == PossibleValues.Exception;

    private static ImmutableArray<INamedTypeSymbol> Named(ITypeSymbol type) => type is INamedTypeSymbol named ? [named] : [];
}
