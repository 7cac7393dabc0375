using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>
/// Finds the error that a function answers with behind a try whose clause goes on: <c>try { …; return Ok(); } catch { } return BadRequest();</c>.
/// It counts if all code that comes there answers so, or if a value decides it that the try or the clause sets.
/// </summary>
internal sealed class ErrorBehind(FailurePathCode code, CancellationToken cancellationToken)
{
    private readonly HashSet<ISymbol> _set = new(SymbolEqualityComparer.Default);

    public static bool Exists(ITryOperation attempt, ICatchClauseOperation clause, FailurePathCode code, CancellationToken cancellationToken)
    {
        var behind = new ErrorBehind(code, cancellationToken);
        behind._set.UnionWith(CallGraph.OwnOperations(attempt.Body).Concat(CallGraph.OwnOperations(clause.Handler)).SelectMany(SetBy));
        return behind.Answers(StatementsBehind(attempt));
    }

    /// <summary>The statements that run after one, without those that it only reaches in another round of a loop.</summary>
    private static IEnumerable<IOperation> StatementsBehind(IOperation statement)
    {
        for (var inner = statement; inner.Parent is { } outer and not (IAnonymousFunctionOperation or ILocalFunctionOperation); inner = outer)
        {
            var siblings = outer switch
            {
                IBlockOperation block => block.Operations,
                ISwitchCaseOperation section => section.Body,
                _ => [],
            };
            foreach (var next in siblings.Where(next => next.Syntax.SpanStart > inner.Syntax.SpanStart))
            {
                yield return next;
            }
        }
    }

    private bool Answers(IEnumerable<IOperation> statements)
    {
        foreach (var statement in statements)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Answers(statement))
            {
                return true;
            }

            if (statement is IReturnOperation or IThrowOperation)
            {
                break;
            }
        }

        return false;
    }

    private bool Answers(IOperation statement) => statement switch
    {
        IBlockOperation block => Answers(block.Operations),
        ITryOperation attempt => Answers(attempt.Body) || (attempt.Finally is { } last && Answers(last)),
        IUsingOperation { Body: var body } => Answers(body),
        ILocalFunctionOperation => false,
        _ => CallGraph.OwnOperations(statement).Any(operation => IsError(operation) && (IsDecided(operation, statement) ?? true)),
    };

    private bool IsError(IOperation operation) =>
        ErrorAnswer.IsCertain(operation, code)
        || operation is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: "StatusCode", ContainingType.Name: "HttpResponse" } } } assignment && Reads(assignment.Value)
        || operation is IInvocationOperation { TargetMethod.ContainingType.Name: "Results" or "TypedResults" or "ControllerBase" } result && result.Arguments.Any(argument => argument.Parameter?.Name is "statusCode" && Reads(argument.Value))
        || (operation is IInvocationOperation && code.Traced.Calls.CalleesOf(operation, cancellationToken).Any(IsRefusal));

    /// <summary>Whether a value that the try or the clause sets decides if an operation runs; <see langword="null"/> if nothing decides it.</summary>
    private bool? IsDecided(IOperation operation, IOperation statement)
    {
        bool? decided = null;
        for (var inner = operation; inner != statement && inner.Parent is { } outer; inner = outer)
        {
            var condition = outer switch
            {
                IConditionalOperation choice when choice.Condition != inner => choice.Condition,
                ISwitchOperation choice when choice.Value != inner => choice.Value,
                ISwitchExpressionOperation choice when choice.Value != inner => choice.Value,
                ICoalesceOperation choice when choice.Value != inner => choice.Value,
                IConditionalAccessOperation choice when choice.Operation != inner => choice.Operation,
                IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } choice when choice.LeftOperand != inner => choice.LeftOperand,
                ILoopOperation loop => loop,
                IAnonymousFunctionOperation function => function,
                _ => null,
            };
            if (condition is not null && Reads(condition))
            {
                return true;
            }

            decided ??= condition is null ? null : false;
        }

        return decided;
    }

    private bool Reads(IOperation value) => value.DescendantsAndSelf().Any(operation => Named(operation) is { } named && _set.Contains(named));

    // A method that does nothing else: it writes the error, or throws.
    private bool IsRefusal(CodePlace method) =>
        code.Traced.Code.BodyOf(method, cancellationToken) is { } body
        && Statements(body).Any(statement => CallGraph.OwnOperations(statement).Any(operation => ErrorAnswer.IsCertain(operation, code) && IsDecided(operation, statement) is null));

    private static ImmutableArray<IOperation> Statements(IOperation body) => body switch
    {
        IMethodBodyOperation method => (method.BlockBody ?? method.ExpressionBody)?.Operations ?? [],
        ILocalFunctionOperation { Body: { } block } => block.Operations,
        IBlockOperation block => block.Operations,
        _ => [],
    };

    private static IEnumerable<ISymbol> SetBy(IOperation operation) => operation switch
    {
        IVariableDeclaratorOperation declarator => [declarator.Symbol],
        IAssignmentOperation { Target: ITupleOperation tuple } => tuple.Elements.Select(Named).OfType<ISymbol>(),
        IAssignmentOperation assignment => Named(assignment.Target) is { } named ? [named] : [],
        IIncrementOrDecrementOperation step => Named(step.Target) is { } named ? [named] : [],
        IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref } argument => Named(argument.Value) is { } named ? [named] : [],
        _ => [],
    };

    private static ISymbol? Named(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation { Property.IsIndexer: false, Instance: IInstanceReferenceOperation or null } property => property.Property,
        _ => null,
    };
}
