using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>Recognises a loop that retries the same work. Other loops continue with the next item.</summary>
internal static class RetryLoop
{
    /// <summary>
    /// Whether <paramref name="attempt"/> stands in a loop that ends after a success or that sends a request. A request has
    /// its own span with its own failure.
    /// </summary>
    public static bool Is(ITryOperation attempt)
    {
        for (var outer = attempt.Parent; outer is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation); outer = outer.Parent)
        {
            if (outer is ILoopOperation loop && (Sends(attempt.Body) || Leaves(loop, attempt) || Asks(loop, attempt)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Sends(IOperation body) =>
        CallGraph.OwnOperations(body).Any(static operation => operation is IInvocationOperation { TargetMethod.ContainingType.Name: "HttpClient" or "HttpMessageInvoker" });

    // A catch clause runs after a failure, so its exits do not count.
    private static bool Leaves(ILoopOperation loop, ITryOperation attempt) => CallGraph.OwnOperations(loop.Body).Any(operation =>
        operation.Syntax.SpanStart >= attempt.Syntax.SpanStart
        && (operation is IReturnOperation || (operation is IBranchOperation { BranchKind: BranchKind.Break } leave && GatewaySymbols.Same(leave.Target, loop.ExitLabel)))
        && !attempt.Catches.Any(clause => clause.Syntax.Span.Contains(operation.Syntax.Span)));

    // while (!isDone) { try { …; isDone = true; } … }
    private static bool Asks(ILoopOperation loop, ITryOperation attempt)
    {
        var condition = loop switch
        {
            IWhileLoopOperation { Condition: { } asked } => asked,
            IForLoopOperation { Condition: { } asked } => asked,
            _ => null,
        };
        return condition is not null && CallGraph.OwnOperations(attempt.Body).Any(operation =>
            operation is ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } }
            && condition.DescendantsAndSelf().Any(asked => asked is ILocalReferenceOperation reference && GatewaySymbols.Same(reference.Local, local)));
    }
}
