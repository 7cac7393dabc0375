using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Routes;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>
/// Follows an exception from its throw outwards: through the clauses around it, the callers in traced code, awaited tasks and
/// delegates that run in place, until a clause keeps it, a failure log records it, or it leaves the route.
/// </summary>
internal sealed class ExceptionWays
{
    private const int MaxSteps = 500;
    private const int MaxDelegates = 3;

    private readonly TracedCode _traced;
    private readonly ExceptionCode _code;
    private readonly Func<CodePlace, CancellationToken, bool> _isLog;
    private readonly Computed<ILookup<CodePlace, IOperation>> _callers;

    /// <param name="traced">The traced code.</param>
    /// <param name="isLog">Whether a function is marked as a failure log.</param>
    public ExceptionWays(TracedCode traced, Func<CodePlace, CancellationToken, bool> isLog)
    {
        _traced = traced;
        _code = ExceptionCode.Get(traced.Code);
        _isLog = isLog;
        _callers = new(traced.Code.Lock, FindCallers);
    }

    /// <summary>The steps of an exception: every function whose code it passes, with what that function does with it.</summary>
    public IEnumerable<ExceptionStep> StepsOf(IOperation site, CodePlace function, ThrownType thrown, CancellationToken cancellationToken)
    {
        var seen = new HashSet<(SyntaxNode, SyntaxNode?)>();
        var left = new Queue<Position>();
        left.Enqueue(new Position(site, ImmutableStack<IOperation>.Empty, null, [function]));
        while (left.Count > 0 && seen.Count < MaxSteps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var position = left.Dequeue();
            if (!seen.Add((position.Site.Syntax, position.Rejected?.Test?.Syntax)) || CompilationCode.FunctionsAround(position.Site.Syntax).FirstOrDefault() is not { } syntax)
            {
                continue;
            }

            var place = CodePlace.PlaceOf(syntax);
            var step = Judge(position, place, thrown, cancellationToken);
            if (step.IsRecorded || !step.Leaves)
            {
                yield return step;
                continue;
            }

            var isRoot = IsRoot(syntax, place, cancellationToken);
            yield return step with { LeavesRoute = isRoot };
            foreach (var next in Next(step, position, syntax, place, cancellationToken))
            {
                left.Enqueue(next);
            }
        }
    }

    private ExceptionStep Judge(Position position, CodePlace place, ThrownType thrown, CancellationToken cancellationToken)
    {
        var site = position.Site.Syntax;
        if (!IsInTry(site))
        {
            return new ExceptionStep(position.Site, place, position.Way, ExceptionStep.Passing, ExceptionStep.Passing, IsRecorded: false, position.Rejected, IsRejectedHere: false, LeavesRoute: false);
        }

        var outcome = _code.ThrownAt(place, site, thrown, cancellationToken);
        var any = _code.ThrownAt(place, site, thrown: null, cancellationToken);
        var isLog = _isLog(place, cancellationToken);
        var (isRecorded, canRecord) = (IsRecorded(outcome, any), isLog ? any.HasActs || any.HasAnswers : any.IsRecorded);
        var rejected = isRecorded || !canRecord ? null
            : outcome.HasTests ? RejectingTest.Find(
                NameOf(isLog ? place : any.Logs.Select(static log => (CodePlace?)log).FirstOrDefault(), any, cancellationToken),
                isMarked: true,
                place,
                thrown,
                outcome,
                any,
                (type, forced) => IsRecorded(forced is null ? _code.ThrownAt(place, site, type, cancellationToken) : new ExceptionWalk(_code, type, forced, cancellationToken).ThrownAt(place, site), any),
                _code.Symbols)
            : any.ForeignLogs.FirstOrDefault() is { } foreign ? new RejectedException(foreign.Name, Test: null, IsWidenable: false, Accepted: null)
            : null;
        return new ExceptionStep(position.Site, place, position.Way, outcome, any, isRecorded, position.Rejected ?? rejected, rejected is not null, LeavesRoute: false);

        bool IsRecorded(ExceptionOutcome one, ExceptionOutcome any) => isLog ? FailureLogVerdict.IsRecorded(one, any) : one.IsRecorded;
    }

    private string NameOf(CodePlace? log, ExceptionOutcome any, CancellationToken cancellationToken) =>
        log is { } place ? _traced.Code.NameOf(place, cancellationToken).Split('.').Last()
        : any.ForeignLogs.FirstOrDefault()?.Name ?? "";

    private IEnumerable<Position> Next(ExceptionStep step, Position position, SyntaxNode function, CodePlace place, CancellationToken cancellationToken)
    {
        if (function is AnonymousFunctionExpressionSyntax && !_traced.IsHandler(place, cancellationToken))
        {
            return _traced.Code.ModelOf(function.SyntaxTree).GetOperation(function, cancellationToken) is { } lambda
                ? RunsOf(lambda, position with { Rejected = step.Rejected }, MaxDelegates, cancellationToken)
                : [];
        }

        if (!position.Returns.IsEmpty)
        {
            return SitesOf(position.Returns.Peek(), position with { Rejected = step.Rejected, Returns = position.Returns.Pop() });
        }

        return from caller in _callers.Get(cancellationToken)[place]
               from next in caller is IMethodReferenceOperation
                   ? RunsOf(caller, position with { Rejected = step.Rejected }, MaxDelegates, cancellationToken)
                   : SitesOf(caller, position with { Rejected = step.Rejected })
               let around = _traced.FunctionOf(next.Site.Syntax, cancellationToken)
               where around is not null
               select next with { Way = position.Way[0] == around ? position.Way : position.Way.Insert(0, around.Value) };
    }

    private IEnumerable<Position> SitesOf(IOperation call, Position position) =>
        Propagation.SitesOf(call, _code.Symbols).Select(site => position with { Site = site });

    /// <summary>The places where a delegate runs: in the method that it is given to, or where the variable that holds it is called.</summary>
    private IEnumerable<Position> RunsOf(IOperation value, Position position, int depth, CancellationToken cancellationToken)
    {
        if (depth == 0)
        {
            yield break;
        }

        if (Propagation.LocalThatHolds(value) is { } local)
        {
            foreach (var reference in Propagation.ReferencesTo(local, value))
            {
                var runs = reference.Parent is IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } called && called.Instance == reference
                    ? SitesOf(called, position)
                    : Propagation.ArgumentOf(reference) is null ? [] : RunsOf(reference, position, depth - 1, cancellationToken);
                foreach (var run in runs)
                {
                    yield return run;
                }
            }

            yield break;
        }

        if (Propagation.ArgumentOf(value) is not { Parent: IInvocationOperation call, Parameter: { } parameter })
        {
            yield break;
        }

        var bodies = _code.BodiesOf(call.TargetMethod).ToList();
        var isRunInside = false;
        foreach (var (place, method) in bodies)
        {
            if (_traced.Code.BodyOf(place, cancellationToken) is { } body && parameter.Ordinal < method.Parameters.Length)
            {
                foreach (var inner in Propagation.CallsOf(method.Parameters[parameter.Ordinal], body).SelectMany(run => Propagation.SitesOf(run, _code.Symbols)))
                {
                    isRunInside = true;
                    yield return position with { Site = inner, Returns = position.Returns.Push(call) };
                }
            }
        }

        var isKnown = bodies.Count == 0 && ForeignExceptions.Get(_traced.Code, cancellationToken).RunsParameter(call.TargetMethod, parameter.Ordinal);
        if (!isRunInside && (isKnown || Propagation.RunsHere(call)))
        {
            foreach (var site in SitesOf(call, position))
            {
                yield return site;
            }
        }
    }

    private bool IsRoot(SyntaxNode function, CodePlace place, CancellationToken cancellationToken) =>
        (function is not AnonymousFunctionExpressionSyntax || _traced.IsHandler(place, cancellationToken))
        && _traced.Reached(cancellationToken) is var reached
        && reached.Contains(place)
        && reached.PathTo(place).Count == 1;

    internal static bool IsInTry(SyntaxNode site)
    {
        for (var node = site; node.Parent is { } parent; node = parent)
        {
            if (parent is TryStatementSyntax attempt && attempt.Block == node && attempt.Catches.Count > 0)
            {
                return true;
            }

            if (parent is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax)
            {
                return false;
            }
        }

        return false;
    }

    private ILookup<CodePlace, IOperation> FindCallers(CancellationToken cancellationToken) =>
        (from caller in _traced.Reached(cancellationToken).Functions
         let body = _traced.Code.BodyOf(caller, cancellationToken)
         where body is not null
         from operation in CallGraph.OwnOperations(body)
         from callee in _traced.Calls.CalleesOf(operation, cancellationToken)
         select (callee, operation))
        .ToLookup(static call => call.callee, static call => call.operation);

    /// <summary>A place where the exception is thrown, on one of its ways.</summary>
    /// <param name="Site">The operation that throws.</param>
    /// <param name="Returns">The calls that run the delegates around the site.</param>
    /// <param name="Rejected">The first failure log that did not record it.</param>
    /// <param name="Way">The functions of the way, outermost first.</param>
    private sealed record Position(IOperation Site, ImmutableStack<IOperation> Returns, RejectedException? Rejected, ImmutableList<CodePlace> Way);
}
