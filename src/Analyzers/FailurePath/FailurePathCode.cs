using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Flow.Exceptions;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>The facts that the failure path rules share in one compilation, computed on first use.</summary>
internal sealed class FailurePathCode
{
    private readonly Computed<ImmutableArray<LoggingPath>> _loggingPaths;
    private readonly Computed<ImmutableHashSet<CodePlace>> _bodies;
    private readonly Computed<GuardrailExceptions> _guardrailExceptions;
    private readonly Computed<OuterLogs> _outerLogs;
    private readonly Computed<ImmutableArray<UnloggedException>> _unlogged;
    private readonly Computed<ImmutableArray<SkippedRecord>> _skipped;
    private readonly Computed<ImmutableArray<SilentLog>> _silent;
    private readonly ConcurrentDictionary<CodePlace, CallPaths<bool>> _below = new();

    private FailurePathCode(TracedCode traced)
    {
        Traced = traced;
        Symbols = FailureSymbols.Get(traced.Code.Compilation);
        Ways = new ExceptionWays(traced, IsLoggingPath);
        _loggingPaths = new(traced.Code.Lock, token => LoggingPaths.Find(traced.Code, Symbols, token));
        _bodies = new(traced.Code.Lock, token => [.. traced.Endpoints(token).Select(static endpoint => endpoint.Handler), .. Methods(token).Select(Core).OfType<CodePlace>()]);
        _guardrailExceptions = new(traced.Code.Lock, token => new GuardrailExceptions(this, token));
        _outerLogs = new(traced.Code.Lock, token => new OuterLogs(traced, LoggingPathMethods(token)));
        _unlogged = new(traced.Code.Lock, token => new UnloggedExceptions(this).Find(token));
        _silent = new(traced.Code.Lock, token => new SilentLogs(this).Find(token));
        _skipped = new(traced.Code.Lock, token => new SkippedRecords(this).Find(token));
    }

    public TracedCode Traced { get; }

    public FailureSymbols Symbols { get; }

    /// <summary>The ways of exceptions through traced code.</summary>
    public ExceptionWays Ways { get; }

    /// <summary>The methods that log the failures of the gateway.</summary>
    public ImmutableArray<LoggingPath> LoggingPathMethods(CancellationToken cancellationToken) => _loggingPaths.Get(cancellationToken);

    /// <summary>The code that authors write for traced methods and routes: handlers and <c>…Core</c>.</summary>
    public ImmutableHashSet<CodePlace> Bodies(CancellationToken cancellationToken) => _bodies.Get(cancellationToken);

    /// <summary>The exceptions that block.</summary>
    public GuardrailExceptions GuardrailExceptions(CancellationToken cancellationToken) => _guardrailExceptions.Get(cancellationToken);

    /// <summary>The failure logs around the routes.</summary>
    public OuterLogs OuterLogs(CancellationToken cancellationToken) => _outerLogs.Get(cancellationToken);

    /// <summary>The throws that a failure log misses.</summary>
    public ImmutableArray<UnloggedException> Unlogged(CancellationToken cancellationToken) => _unlogged.Get(cancellationToken);

    /// <summary>The marked failure logs that log nothing.</summary>
    public ImmutableArray<SilentLog> Silent(CancellationToken cancellationToken) => _silent.Get(cancellationToken);

    /// <summary>The guardrails' exceptions that skip a clause that records.</summary>
    public ImmutableArray<SkippedRecord> Skipped(CancellationToken cancellationToken) => _skipped.Get(cancellationToken);

    /// <summary>The facts about a compilation; <see langword="null"/> if the compilation does not reference TracedLlm.</summary>
    public static FailurePathCode? Get(Compilation compilation) =>
        TracedCode.Get(compilation) is { } code ? code.Code.Get((_, _) => new FailurePathCode(code), default) : null;

    /// <summary>The facts about a compilation; <see langword="null"/> if it has no attribute that traces.</summary>
    public static FailurePathCode? GetIfTraced(Compilation compilation, CancellationToken cancellationToken) =>
        TracedCode.GetIfTraced(compilation, cancellationToken) is null ? null : Get(compilation);

    /// <summary>Whether an operation calls a method that logs failures.</summary>
    public bool Logs(IOperation code, CancellationToken cancellationToken) =>
        CallGraph.OwnOperations(code).Any(operation => operation is IInvocationOperation call && Symbols.IsLoggingPath(call.TargetMethod))
        || Below(code, cancellationToken).Any(place => IsLoggingPath(place, cancellationToken));

    /// <summary>Whether an operation, or code that it calls, records an exception on a span.</summary>
    public bool Records(IOperation code, CancellationToken cancellationToken) =>
        CallGraph.OwnOperations(code).Any(Symbols.IsRecording)
        || Below(code, cancellationToken).Any(place => Has(place, Symbols.IsRecording, cancellationToken));

    /// <summary>Whether an operation, or code that it calls, contains a matching operation.</summary>
    public bool Has(IOperation code, Func<IOperation, bool> isIt, CancellationToken cancellationToken) =>
        CallGraph.OwnOperations(code).Any(isIt) || Below(code, cancellationToken).Any(place => Has(place, isIt, cancellationToken));

    /// <summary>Whether an operation, or a function that it calls directly, contains a matching operation.</summary>
    public bool HasNearby(IOperation code, Func<IOperation, bool> isIt, CancellationToken cancellationToken) =>
        CallGraph.OwnOperations(code).Any(operation => isIt(operation) || Traced.Calls.CalleesOf(operation, cancellationToken).Any(callee => Has(callee, isIt, cancellationToken)));

    /// <summary>The path to a function, as messages show it.</summary>
    public string Describe(IEnumerable<CodePlace> way, CancellationToken cancellationToken) =>
        string.Join(" → ", way.Select(place => Traced.Code.NameOf(place, cancellationToken)).Aggregate(
            new List<string>(),
            static (names, name) =>
            {
                // The two halves of a traced method are one step of the path.
                if (names.Count == 0 || names[names.Count - 1] != name)
                {
                    names.Add(name);
                }

                return names;
            }));

    /// <summary>The place of the Core of a traced method; <see langword="null"/> if the method has no Core.</summary>
    public CodePlace? Core(IMethodSymbol method) =>
        CoreMethods.Find(method.PartialDefinitionPart ?? method, KnownSymbols.Get(Traced.Code.Compilation)) is { } core ? Traced.Code.PlaceOf(core) : null;

    private IEnumerable<IMethodSymbol> Methods(CancellationToken cancellationToken) => Traced.Members(cancellationToken).Select(static member => member.Method)
        .Concat(Traced.Endpoints(cancellationToken).Select(static endpoint => endpoint.Method).Where(static method => method.MethodKind == MethodKind.Ordinary));

    /// <summary>Whether a function logs failures, or is a lambda or local function in one that does.</summary>
    public bool IsLoggingPath(CodePlace place, CancellationToken cancellationToken) =>
        LoggingPathMethods(cancellationToken).Any(path => path.Place.Tree == place.Tree && path.Place.Span.Contains(place.Span));

    private bool Has(CodePlace function, Func<IOperation, bool> isIt, CancellationToken cancellationToken) =>
        Traced.Code.BodyOf(function, cancellationToken) is { } body && CallGraph.OwnOperations(body).Any(isIt);

    private IEnumerable<CodePlace> Below(IOperation code, CancellationToken cancellationToken) =>
        from operation in CallGraph.OwnOperations(code)
        from callee in Traced.Calls.CalleesOf(operation, cancellationToken)
        from reached in _below.GetOrAdd(callee, key => new CallPaths<bool>([(key, true)], Traced.Calls, cancellationToken)).Functions
        select reached;
}
