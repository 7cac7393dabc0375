using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Flow.Exceptions;
using TracedLlm.Analyzers.Routes;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>
/// The failure logs around the routes. Without a marked one, middleware, handlers and filters of a plain shape that write a log
/// stand in for it.
/// </summary>
internal sealed class OuterLogs
{
    private readonly TracedCode _traced;
    private readonly ExceptionCode _code;
    private readonly FailureEntries _entries;
    private readonly Computed<ImmutableArray<FailureEntry>> _functions;
    private readonly ImmutableArray<LoggingPath> _marked;
    private readonly Computed<ImmutableArray<OuterLog>> _logs;

    public OuterLogs(TracedCode traced, ImmutableArray<LoggingPath> marked)
    {
        _traced = traced;
        _code = ExceptionCode.Get(traced.Code);
        _entries = new FailureEntries(traced.Code, _code.Symbols);
        _marked = marked;
        _functions = new(traced.Code.Lock, _entries.Find);
        _logs = new(traced.Code.Lock, Find);
    }

    /// <summary>The functions that receive the exceptions that leave the routes, logs or not.</summary>
    public ImmutableArray<FailureEntry> Functions(CancellationToken cancellationToken) => _functions.Get(cancellationToken);

    /// <summary>What a marked failure log can do with an exception of any type; <see langword="null"/> if it receives no exception.</summary>
    public ExceptionOutcome? AnyIn(LoggingPath path, CancellationToken cancellationToken) =>
        _entries.Read(path.Place, path.Method, cancellationToken) is { } entry ? Ask(entry, thrown: null, forced: null, cancellationToken) : null;

    public ImmutableArray<OuterLog> Logs(CancellationToken cancellationToken) => _logs.Get(cancellationToken);

    /// <summary>The log that does not record an exception that leaves a route; nothing if one log around the route records it.</summary>
    public (OuterLog Log, RejectedException Rejected)? RejectionOf(ThrownType thrown, CodePlace handler, CancellationToken cancellationToken)
    {
        (OuterLog, RejectedException)? first = null;
        foreach (var log in Logs(cancellationToken))
        {
            if (!LogScope.Covers(log.Entry, handler, _traced, cancellationToken))
            {
                continue;
            }

            var outcome = Ask(log.Entry, thrown, null, cancellationToken);
            var any = Ask(log.Entry, null, null, cancellationToken);
            if (IsRecorded(log, outcome, any))
            {
                return null;
            }

            first ??= RejectingTest.Find(log.Name, log.IsMarked, log.Entry.Place, thrown, outcome, any, (type, forced) => IsRecorded(log, Ask(log.Entry, type, forced, cancellationToken), any), _code.Symbols) is { } rejected
                ? (log, rejected)
                : null;
        }

        return first;
    }

    private static bool IsRecorded(OuterLog log, ExceptionOutcome outcome, ExceptionOutcome any) =>
        !log.IsMarked ? outcome.HasActs
        : log.IsItself ? FailureLogVerdict.IsRecorded(outcome, any)
        : outcome.IsRecorded;

    private ExceptionOutcome Ask(FailureEntry entry, ThrownType? thrown, ForcedTest? forced, CancellationToken cancellationToken) => (entry.Kind, forced) switch
    {
        (FailureEntryKind.Given, null) => _code.Received(entry.Place, entry.Method, thrown, cancellationToken),
        (FailureEntryKind.Given, _) => new ExceptionWalk(_code, thrown, forced, cancellationToken).Received(entry.Place, entry.Method),
        (_, null) => _code.ThrownAt(entry.Place, entry.Site!, thrown, cancellationToken),
        _ => new ExceptionWalk(_code, thrown, forced, cancellationToken).ThrownAt(entry.Place, entry.Site!),
    };

    private ImmutableArray<OuterLog> Find(CancellationToken cancellationToken)
    {
        var entries = Functions(cancellationToken);
        var called = new HashSet<CodePlace>();
        var logs = new List<OuterLog>();
        foreach (var entry in entries)
        {
            var any = Ask(entry, null, null, cancellationToken);
            called.UnionWith(any.Logs);
            if (_marked.Any(path => path.Place == entry.Place))
            {
                logs.Add(new OuterLog(entry, NameOf(entry.Method), IsItself: true, IsMarked: true));
            }
            else if (any.IsRecorded && any.Logs.Count > 0)
            {
                logs.Add(new OuterLog(entry, _traced.Code.NameOf(any.Logs.First(), cancellationToken).Split('.').Last(), IsItself: false, IsMarked: true));
            }
        }

        logs.AddRange(
            from path in _marked
            where !called.Contains(path.Place)
                && logs.TrueForAll(log => log.Entry.Place != path.Place)
                && (IsPipelineStep(path.Method) || (!_traced.Reached(cancellationToken).Contains(path.Place) && !IsCalled(path, cancellationToken)))
            let entry = _entries.Read(path.Place, path.Method, cancellationToken)
            where entry is not null
            select new OuterLog(entry, NameOf(path.Method), IsItself: true, IsMarked: true));
        return logs.Count > 0 || _marked.Length > 0
            ? [.. logs]
            : [.. from entry in entries
                  where Ask(entry, null, null, cancellationToken).HasLogs
                  select new OuterLog(entry, NameOf(entry.Method), IsItself: true, IsMarked: false)];
    }

    // A step of a pipeline that runs the next step through a delegate: a behaviour of a mediator.
    private static bool IsPipelineStep(IMethodSymbol method) =>
        method.Parameters.Any(static parameter => parameter.Type.TypeKind == TypeKind.Delegate) && method.ContainingType?.AllInterfaces.Length > 0;

    /// <summary>Whether other code of the compilation calls the log. Then only the exceptions that this code handles come to it.</summary>
    private bool IsCalled(LoggingPath path, CancellationToken cancellationToken)
    {
        if (path.Method.MethodKind is MethodKind.AnonymousFunction)
        {
            return false;
        }

        var contracts = MethodUses.Contracts(path.Method).Add(path.Method.OriginalDefinition);
        return (from tree in _traced.Code.Names.FilesWith([path.Method.Name], cancellationToken)
                from node in tree.GetRoot(cancellationToken).DescendantNodes()
                let call = node as InvocationExpressionSyntax
                where call is not null && OperationRegistration.NameOf(call) == path.Method.Name
                let method = _traced.Code.ModelOf(tree).GetSymbolInfo(call, cancellationToken).Symbol as IMethodSymbol
                where method is not null && contracts.Contains((method.ReducedFrom ?? method).OriginalDefinition, SymbolEqualityComparer.Default)
                select call).Any();
    }

    private static string NameOf(IMethodSymbol method) => method.MethodKind == MethodKind.AnonymousFunction ? "lambda" : method.Name;
}
