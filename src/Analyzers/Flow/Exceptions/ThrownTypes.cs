using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>Finds the types of the exceptions that a throw statement or expression throws.</summary>
internal sealed class ThrownTypes(CompilationCode code, CancellationToken cancellationToken)
{
    // An exception of a local of a local, or of a method that calls a method.
    private const int MaxSteps = 4;

    /// <summary>The types that <paramref name="thrown"/> may throw; empty for a rethrow and for an unknown exception.</summary>
    public static IEnumerable<ThrownType> Find(IThrowOperation thrown, CompilationCode code, CancellationToken cancellationToken) =>
        new ThrownTypes(code, cancellationToken).TypesOf(thrown.Exception, MaxSteps).Distinct();

    private IEnumerable<ThrownType> TypesOf(IOperation? exception, int steps) => exception switch
    {
        IConversionOperation conversion => TypesOf(conversion.Operand, steps),
        IParenthesizedOperation parenthesized => TypesOf(parenthesized.Operand, steps),
        IObjectCreationOperation { Type: INamedTypeSymbol created } => [new(created, IsExact: true)],
        IInvocationOperation { Type: INamedTypeSymbol { IsAbstract: false } made } call => Returned(call.TargetMethod, steps) ?? [new(made, made.IsSealed)],
        IConditionalOperation { WhenFalse: { } otherwise } choice => TypesOf(choice.WhenTrue, steps).Concat(TypesOf(otherwise, steps)),
        ISwitchExpressionOperation choice => choice.Arms.SelectMany(arm => TypesOf(arm.Value, steps)),
        ICoalesceOperation coalesce => TypesOf(coalesce.WhenNull, steps),
        ILocalReferenceOperation local when steps > 0 => TypesOf(LocalWrites.OnlyOf(local) is { Kind: LocalWriteKind.Initializer } only ? only.Value : null, steps - 1),
        _ => [],
    };

    /// <summary>The types of the exceptions that a method makes: <c>throw Errors.Blocked(text)</c>; <see langword="null"/> if the code does not show all of them.</summary>
    private List<ThrownType>? Returned(IMethodSymbol method, int steps)
    {
        if (steps == 0 || method.IsVirtual || method.IsAbstract || method.IsOverride
            || code.PlaceOf(method) is not { } place
            || code.BodyOf(place, cancellationToken) is not { } body)
        {
            return null;
        }

        var found = new List<ThrownType>();
        foreach (var returned in CallGraph.OwnOperations(body).OfType<IReturnOperation>().Where(returned => FunctionOf(returned) == FunctionOf(body)))
        {
            var types = TypesOf(returned.ReturnedValue, steps - 1).ToList();
            if (types.Count == 0)
            {
                return null;
            }

            found.AddRange(types);
        }

        return found.Count > 0 ? found : null;
    }

    private static IOperation? FunctionOf(IOperation operation)
    {
        var function = operation;
        while (function is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation or IMethodBodyBaseOperation))
        {
            function = function.Parent;
        }

        return function;
    }
}
