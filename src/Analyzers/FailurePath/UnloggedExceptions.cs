using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Flow.Exceptions;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>Finds the throws of traced code whose exceptions a failure log on their way, or around their route, does not record.</summary>
internal sealed class UnloggedExceptions(FailurePathCode code)
{
    public ImmutableArray<UnloggedException> Find(CancellationToken cancellationToken)
    {
        // Without a failure log the ways of the exceptions need not be followed.
        if (code.LoggingPathMethods(cancellationToken).IsEmpty
            && code.OuterLogs(cancellationToken).Logs(cancellationToken).IsEmpty
            && !ForeignExceptions.Get(code.Traced.Code, cancellationToken).KnowsAny)
        {
            return [];
        }

        var skipped = code.Skipped(cancellationToken).ToLookup(static one => one.Throw);
        return
        [
            .. from function in code.Traced.Reached(cancellationToken).Functions
               where !code.IsLoggingPath(function, cancellationToken)
               from thrown in ThrownIn(function, cancellationToken)
               from unlogged in Find(thrown.Site, function, thrown.Type, cancellationToken)
               where !skipped[unlogged.Throw].Any(one => one.Thrown == unlogged.Thrown) || IsInLog(unlogged.Rejected, cancellationToken)
               select unlogged,
        ];
    }

    // TLM2003 reports a guardrail's exception that skips the clause; a test inside the log is left to this rule.
    private bool IsInLog(RejectedException rejected, CancellationToken cancellationToken) =>
        rejected.Test is { } test && code.IsLoggingPath(CodePlace.PlaceOf(test.Syntax), cancellationToken);

    private IEnumerable<(IOperation Site, ThrownType Type)> ThrownIn(CodePlace function, CancellationToken cancellationToken)
    {
        var foreign = ForeignExceptions.Get(code.Traced.Code, cancellationToken);
        if (!(foreign.KnowsAny || ThrowSites.Has(function, cancellationToken)) || code.Traced.Code.BodyOf(function, cancellationToken) is not { } body)
        {
            yield break;
        }

        foreach (var operation in CallGraph.OwnOperations(body))
        {
            var types = operation is IThrowOperation thrown ? ThrownTypes.Find(thrown, code.Traced.Code, cancellationToken) : foreign.ThrownBy(operation, cancellationToken);
            foreach (var type in types)
            {
                if (!AcceptedExceptions.IsAlwaysAccepted(type.Type))
                {
                    yield return (operation, type);
                }
            }
        }
    }

    private IEnumerable<UnloggedException> Find(IOperation site, CodePlace function, ThrownType thrown, CancellationToken cancellationToken)
    {
        // A task of another project throws where it is awaited.
        foreach (var place in site is IThrowOperation ? [site] : Propagation.SitesOf(site, code.Symbols))
        {
            foreach (var step in code.Ways.StepsOf(place, function, thrown, cancellationToken))
            {
                if (step.IsRecorded)
                {
                    continue;
                }

                if (step is { IsRejectedHere: true, Leaves: false, Rejected: { } kept } && IsKeptUnlogged(step, kept))
                {
                    yield return new UnloggedException(site.Syntax, thrown, WayOf(step, cancellationToken), kept, Unmarked: null);
                }
                else if (step.LeavesRoute && Outside(step, thrown, cancellationToken) is var (rejected, log))
                {
                    yield return new UnloggedException(site.Syntax, thrown, WayOf(step, cancellationToken), rejected, log is { IsMarked: false } ? log.Entry.Place : null);
                }
            }
        }
    }

    private (RejectedException Rejected, OuterLog? Log)? Outside(ExceptionStep step, ThrownType thrown, CancellationToken cancellationToken)
    {
        var covering = code.OuterLogs(cancellationToken).Logs(cancellationToken).Where(log => LogScope.Covers(log.Entry, step.Function, code.Traced, cancellationToken)).ToList();
        if (step.Rejected is { } rejected)
        {
            return !covering.Exists(static log => log.IsMarked) || code.OuterLogs(cancellationToken).RejectionOf(thrown, step.Function, cancellationToken) is { Log.IsMarked: true } ? (rejected, null) : null;
        }

        return code.OuterLogs(cancellationToken).RejectionOf(thrown, step.Function, cancellationToken) is { } outside ? (outside.Rejected, outside.Log) : null;
    }

    /// <summary>
    /// Whether a clause keeps the exception and does nothing else to log it. A clause for a type of its own answers the exceptions
    /// of this type on purpose.
    /// </summary>
    private static bool IsKeptUnlogged(ExceptionStep step, RejectedException rejected) =>
        step.Outcome.Logs.Count > 0
        || step.Outcome.ForeignLogs.Count > 0
        || (step.Outcome.KeptBy.Count > 0 && IsKeptByUnlogged(step, rejected));

    private static bool IsKeptByUnlogged(ExceptionStep step, RejectedException rejected) =>
        step.Outcome.KeptBy.All(clause => rejected.Test is { } test && clause.Block.Span.Contains(test.Syntax.Span) && clause.SyntaxTree == test.Syntax.SyntaxTree)
        || (!step.Outcome.HasActs && step.Outcome.KeptBy.All(IsForAll));

    private static bool IsForAll(CatchClauseSyntax clause) => clause.Declaration is null || clause.Declaration.Type.ToString() is "Exception" or "System.Exception" or "global::System.Exception";

    private ImmutableList<CodePlace> WayOf(ExceptionStep step, CancellationToken cancellationToken)
    {
        var reached = code.Traced.Reached(cancellationToken);
        return reached.Contains(step.Way[0]) ? [.. reached.PathTo(step.Way[0]), .. step.Way.Skip(1)] : step.Way;
    }
}
