using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Routes;

namespace TracedLlm.Analyzers.Flow;

/// <summary>Follows an exception from its throw through the callers in traced code until a catch clause keeps it.</summary>
internal sealed class ExceptionFlow
{
    private const int MaxSites = 500;

    private readonly TracedCode _code;
    private readonly FailureSymbols _symbols;
    private readonly Lazy<ILookup<CodePlace, CallSite>> _callers;

    public ExceptionFlow(TracedCode code, FailureSymbols symbols)
    {
        _code = code;
        _symbols = symbols;
        _callers = new(FindCallers);
    }

    /// <summary>The places where an exception from <paramref name="site"/> ends; empty if the code does not show them.</summary>
    public IEnumerable<FlowEnd> EndsOf(IOperation site, CodePlace function, ThrownType thrown, CancellationToken cancellationToken)
    {
        var seen = new HashSet<SyntaxNode>();
        var left = new Queue<(CallSite Site, ImmutableList<CodePlace> Way)>();
        left.Enqueue((new CallSite(function, site), [function]));
        while (left.Count > 0 && seen.Count < MaxSites)
        {
            var (at, way) = left.Dequeue();
            var (catching, isLost) = Catching(at.Operation, thrown, cancellationToken);
            if (isLost)
            {
                continue;
            }

            if (catching is not null)
            {
                yield return new FlowEnd(catching, [.. _code.Reached.PathTo(at.Caller), .. way.Skip(1)]);
                continue;
            }

            if (_code.Reached.PathTo(at.Caller).Count == 1)
            {
                yield return new FlowEnd(null, way);
            }

            foreach (var caller in _callers.Value[at.Caller])
            {
                if (seen.Add(caller.Operation.Syntax))
                {
                    left.Enqueue((caller, way.Insert(0, caller.Caller)));
                }
            }
        }
    }

    /// <summary>The <c>try</c> statements of all functions whose bodies an exception passes through.</summary>
    public IEnumerable<ITryOperation> Passed(IOperation site, CodePlace function, ThrownType thrown, CancellationToken cancellationToken)
    {
        var seen = new HashSet<SyntaxNode>();
        var left = new Queue<CallSite>();
        left.Enqueue(new CallSite(function, site));
        while (left.Count > 0 && seen.Count < MaxSites)
        {
            var at = left.Dequeue();
            var isCaught = false;
            foreach (var (attempt, clause) in Attempts(at.Operation, thrown, cancellationToken))
            {
                isCaught |= attempt is null || clause is not null;
                if (attempt is not null)
                {
                    yield return attempt;
                }
            }

            foreach (var caller in isCaught ? [] : _callers.Value[at.Caller])
            {
                if (seen.Add(caller.Operation.Syntax))
                {
                    left.Enqueue(caller);
                }
            }
        }
    }

    private (ICatchClauseOperation? Clause, bool IsLost) Catching(IOperation site, ThrownType thrown, CancellationToken cancellationToken)
    {
        foreach (var (attempt, clause) in Attempts(site, thrown, cancellationToken))
        {
            if (attempt is null || clause is not null)
            {
                return (clause, attempt is null);
            }
        }

        return default;
    }

    /// <summary>
    /// The <c>try</c> statements around some code in its function, innermost first, each with the clause that keeps the
    /// exception; up to the first that does. One without a statement says that the way is lost in a lambda.
    /// </summary>
    private IEnumerable<(ITryOperation? Attempt, ICatchClauseOperation? Clause)> Attempts(IOperation site, ThrownType thrown, CancellationToken cancellationToken)
    {
        var inner = site;
        for (var outer = site.Parent; outer is not null; inner = outer, outer = outer.Parent)
        {
            if (inner is IAnonymousFunctionOperation lambda && !IsFunction(lambda) && !Propagation.IsRunHere(lambda))
            {
                yield return default;
                yield break;
            }

            if (inner is ILocalFunctionOperation || (inner is IAnonymousFunctionOperation handler && IsFunction(handler)))
            {
                yield break;
            }

            if (outer is ITryOperation attempt && attempt.Body == inner)
            {
                var clause = attempt.Catches.FirstOrDefault(candidate =>
                    CatchClause.Takes(candidate, thrown, _code.Code, _symbols, cancellationToken) != TriState.False);
                var keeps = clause is not null && !CatchClause.Rethrows(clause) ? clause : null;
                yield return (attempt, keeps);
                if (keeps is not null)
                {
                    yield break;
                }
            }
        }
    }

    private bool IsFunction(IAnonymousFunctionOperation lambda) => _code.FunctionOf(lambda.Body.Syntax) is { } function && function == CodePlace.PlaceOf(lambda.Syntax);

    private ILookup<CodePlace, CallSite> FindCallers() =>
        (from caller in _code.Reached.Functions
         let body = _code.Code.BodyOf(caller, CancellationToken.None)
         where body is not null
         from operation in CallGraph.OwnOperations(body)
         where IsCall(operation)
         from callee in _code.Calls.CalleesOf(operation)
         select (callee, site: new CallSite(caller, operation)))
        .ToLookup(static call => call.callee, static call => call.site);

    private bool IsCall(IOperation operation) => operation switch
    {
        IMethodReferenceOperation => Propagation.IsRunHere(operation),
        _ => Propagation.IsDirect(operation, _symbols),
    };
}
