using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Flow;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>The facts that the failure path rules share in one compilation, computed on first use.</summary>
internal sealed class FailurePathCode
{
    private static readonly ConditionalWeakTable<TracedCode, FailurePathCode> PerCompilation = new();

    private readonly Lazy<ImmutableArray<LoggingPath>> _loggingPaths;
    private readonly Lazy<ImmutableHashSet<CodePlace>> _bodies;
    private readonly Lazy<GuardrailExceptions> _guardrailExceptions;
    private readonly ConcurrentDictionary<CodePlace, CallPaths<bool>> _below = new();
    private readonly ConcurrentDictionary<(CodePlace Path, ThrownType Thrown), LoggingPathVerdict> _verdicts = new();

    private FailurePathCode(TracedCode traced)
    {
        Traced = traced;
        Symbols = FailureSymbols.Get(traced.Code.Compilation);
        Flow = new ExceptionFlow(traced, Symbols);
        _loggingPaths = new(() => LoggingPaths.Find(traced.Code, Symbols));
        _bodies = new(() => [.. traced.Endpoints.Select(static endpoint => endpoint.Handler), .. Methods().Select(Core).OfType<CodePlace>()]);
        _guardrailExceptions = new(() => new GuardrailExceptions(this));
    }

    public TracedCode Traced { get; }

    public FailureSymbols Symbols { get; }

    public ExceptionFlow Flow { get; }

    /// <summary>The methods that log the failures of the gateway.</summary>
    public ImmutableArray<LoggingPath> LoggingPathMethods => _loggingPaths.Value;

    /// <summary>The code that authors write for traced methods and routes: handlers and <c>…Core</c>.</summary>
    public ImmutableHashSet<CodePlace> Bodies => _bodies.Value;

    /// <summary>The exceptions that block, and the code that they pass.</summary>
    public GuardrailExceptions GuardrailExceptions => _guardrailExceptions.Value;

    /// <summary>The facts about a compilation; <see langword="null"/> if the compilation does not reference TracedLlm.</summary>
    public static FailurePathCode? Get(Compilation compilation) =>
        TracedCode.Get(compilation) is { } code ? PerCompilation.GetValue(code, static key => new(key)) : null;

    /// <summary>Whether a method that no traced code calls logs failures, so it sees the exceptions that leave the routes.</summary>
    public bool HasOutermostLog => LoggingPathMethods.Any(path => !Traced.Reached.Contains(path.Place));

    /// <summary>The treatment of an exception type by a method that logs failures, read once for all throws of the type.</summary>
    public LoggingPathVerdict VerdictOf(LoggingPath path, ThrownType thrown, CancellationToken cancellationToken)
    {
        if (!_verdicts.TryGetValue((path.Place, thrown), out var verdict))
        {
            verdict = Traced.Code.BodyOf(path.Place, cancellationToken) is { } body
                ? LoggingPathReading.Read(path.Method, body, thrown, Traced.Code, Symbols, cancellationToken)
                : LoggingPathVerdict.Accepts;
            _verdicts.TryAdd((path.Place, thrown), verdict);
        }

        return verdict;
    }

    /// <summary>Whether an operation calls a method that logs failures.</summary>
    public bool Logs(IOperation code, CancellationToken cancellationToken) =>
        CallGraph.OwnOperations(code).Any(operation => operation is IInvocationOperation call && Symbols.IsLoggingPath(call.TargetMethod))
        || Below(code, cancellationToken).Any(IsLoggingPath);

    /// <summary>Whether an operation, or code that it calls, records an exception on a span.</summary>
    public bool Records(IOperation code, CancellationToken cancellationToken) =>
        CallGraph.OwnOperations(code).Any(Symbols.IsRecording)
        || Below(code, cancellationToken).Any(place => Has(place, Symbols.IsRecording, cancellationToken));

    /// <summary>Whether an operation, or code that it calls, contains a matching operation.</summary>
    public bool Has(IOperation code, Func<IOperation, bool> isIt, CancellationToken cancellationToken) =>
        CallGraph.OwnOperations(code).Any(isIt) || Below(code, cancellationToken).Any(place => Has(place, isIt, cancellationToken));

    /// <summary>Whether an operation, or a function that it calls directly, contains a matching operation.</summary>
    public bool HasNearby(IOperation code, Func<IOperation, bool> isIt, CancellationToken cancellationToken) =>
        CallGraph.OwnOperations(code).Any(operation => isIt(operation) || Traced.Calls.CalleesOf(operation).Any(callee => Has(callee, isIt, cancellationToken)));

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
        CoreMethods.Find(method.PartialDefinitionPart ?? method, KnownSymbols.Get(Traced.Code.Compilation)) is { } core ? CodePlace.PlaceOf(core) : null;

    private IEnumerable<IMethodSymbol> Methods() => Traced.Members.Select(static member => member.Method)
        .Concat(Traced.Endpoints.Select(static endpoint => endpoint.Method).Where(static method => method.MethodKind == MethodKind.Ordinary));

    private bool IsLoggingPath(CodePlace place) => LoggingPathMethods.Any(path => path.Place == place);

    private bool Has(CodePlace function, Func<IOperation, bool> isIt, CancellationToken cancellationToken) =>
        Traced.Code.BodyOf(function, cancellationToken) is { } body && CallGraph.OwnOperations(body).Any(isIt);

    private IEnumerable<CodePlace> Below(IOperation code, CancellationToken cancellationToken) =>
        from operation in CallGraph.OwnOperations(code)
        from callee in Traced.Calls.CalleesOf(operation)
        from reached in _below.GetOrAdd(callee, key => new CallPaths<bool>([(key, true)], Traced.Calls, cancellationToken)).Functions
        select reached;
}
