using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Routes;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>What all walks of one compilation share: graphs, bodies of called methods, and the answers of walks that were made before.</summary>
internal sealed class ExceptionCode
{
    private readonly Dispatch _dispatch;
    private readonly CallGraph _calls;
    private readonly ConcurrentDictionary<CodePlace, bool> _reachesLog = new();
    private readonly ConcurrentDictionary<(CodePlace, SyntaxNode, ThrownType?), ExceptionOutcome> _thrownAt = new();
    private readonly ConcurrentDictionary<(CodePlace, ThrownType?), ExceptionOutcome> _received = new();

    private ExceptionCode(CompilationCode code)
    {
        Code = code;
        Symbols = FailureSymbols.Get(code.Compilation);
        Graphs = new FunctionGraphs(code);
        _dispatch = new Dispatch(code.Compilation);
        _calls = TracedCode.Get(code.Compilation)?.Calls ?? new CallGraph(code);
    }

    public CompilationCode Code { get; }

    public FailureSymbols Symbols { get; }

    public FunctionGraphs Graphs { get; }

    public static ExceptionCode Get(CompilationCode code) => code.Get(static (key, _) => new ExceptionCode(key), default);

    /// <summary>The bodies that a call of a method may run.</summary>
    public IEnumerable<(CodePlace Place, IMethodSymbol Method)> BodiesOf(IMethodSymbol method) =>
        from target in method.MethodKind == MethodKind.LocalFunction ? [method] : _dispatch.Targets(method)
        where !target.IsAbstract
        let place = Code.PlaceOf(target)
        where place is not null
        select (place.Value, target.PartialImplementationPart ?? target);

    /// <summary>The bodies that a call may run, also of a delegate in a field, property or local that only its initializer sets.</summary>
    public IEnumerable<(CodePlace Place, IMethodSymbol Method)> BodiesOf(IInvocationOperation call, CancellationToken cancellationToken) =>
        call.TargetMethod.MethodKind != MethodKind.DelegateInvoke ? BodiesOf(call.TargetMethod)
        : DelegateHolder.FunctionOf(call.Instance, Code, cancellationToken) switch
        {
            (var method, { } lambda) => [(CodePlace.PlaceOf(lambda), method)],
            ({ } method, null) => BodiesOf(method),
            _ => [],
        };

    /// <summary>Whether a function, or code that it calls, calls a marked failure log or records an exception on a span.</summary>
    public bool ReachesLog(CodePlace function, CancellationToken cancellationToken)
    {
        if (!_reachesLog.TryGetValue(function, out var reaches))
        {
            reaches = new CallPaths<bool>([(function, true)], _calls, cancellationToken).Functions.Any(callee => CallsLog(callee, cancellationToken));
            _reachesLog.TryAdd(function, reaches);
        }

        return reaches;
    }

    /// <summary>What a function does with an exception that some code in it throws. Without a type, what it can do with any exception.</summary>
    public ExceptionOutcome ThrownAt(CodePlace function, SyntaxNode code, ThrownType? thrown, CancellationToken cancellationToken)
    {
        if (!_thrownAt.TryGetValue((function, code, thrown), out var outcome))
        {
            outcome = new ExceptionWalk(this, thrown, forced: null, cancellationToken).ThrownAt(function, code);
            _thrownAt.TryAdd((function, code, thrown), outcome);
        }

        return outcome;
    }

    /// <summary>What a function does with an exception that its caller gives it.</summary>
    public ExceptionOutcome Received(CodePlace function, IMethodSymbol method, ThrownType? thrown, CancellationToken cancellationToken)
    {
        if (!_received.TryGetValue((function, thrown), out var outcome))
        {
            outcome = new ExceptionWalk(this, thrown, forced: null, cancellationToken).Received(function, method);
            _received.TryAdd((function, thrown), outcome);
        }

        return outcome;
    }

    private bool CallsLog(CodePlace function, CancellationToken cancellationToken) =>
        Code.BodyOf(function, cancellationToken) is { } body
        && CallGraph.OwnOperations(body).Any(operation =>
            Symbols.IsRecording(operation) || (operation is IInvocationOperation call && Symbols.IsLoggingPath(call.TargetMethod)));
}
