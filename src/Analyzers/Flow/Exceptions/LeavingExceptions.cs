using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Layers;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>
/// The exceptions that leave the functions of a library, from the throws upwards. The library has no routes, so it starts with all
/// functions that may throw.
/// </summary>
internal sealed class LeavingExceptions
{
    private readonly ExceptionCode _code;
    private readonly CallGraph _calls;
    private readonly OpenCalls _open;
    private readonly ThrowSite _sites;
    private readonly Dictionary<CodePlace, LeavingSet> _leaving = [];
    private readonly Dictionary<CodePlace, CodePlace> _cores = [];

    public LeavingExceptions(CompilationCode code, IReadOnlyCollection<LayerMethod> methods, CancellationToken cancellationToken)
    {
        _code = ExceptionCode.Get(code);
        _calls = new CallGraph(code);
        _open = new OpenCalls(code, cancellationToken);
        _sites = new ThrowSite(_code, cancellationToken);
        foreach (var method in methods)
        {
            // In an editor the generated half of a traced method is there, and other code calls it. It throws what the Core throws.
            if (code.PlaceOf(method.Method) is { } half && code.PlaceOf(method.Written) is { } core && half != core)
            {
                _cores[half] = core;
            }
        }

        var calls = methods.Select(method => code.PlaceOf(method.Written)).OfType<CodePlace>().SelectMany(function => WithLocalFunctions(function, cancellationToken)).Distinct().ToList();
        foreach (var function in calls)
        {
            _leaving.Add(function, new LeavingSet());
        }

        var edges = calls.SelectMany(function => Read(function, cancellationToken)).ToList();
        for (var hasChanged = true; hasChanged;)
        {
            hasChanged = false;
            foreach (var (caller, callee, site) in edges)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hasChanged |= Pass(caller, callee, site);
            }
        }
    }

    /// <summary>The exceptions that leave a function.</summary>
    public LeavingSet LeavingOf(CodePlace function) => _leaving.TryGetValue(function, out var leaving) ? leaving : LeavingSet.None;

    private IEnumerable<CodePlace> WithLocalFunctions(CodePlace function, CancellationToken cancellationToken) =>
        _code.Code.BodyOf(function, cancellationToken) is { } body
            ? body.Descendants().OfType<ILocalFunctionOperation>().Select(static local => CodePlace.PlaceOf(local.Syntax)).Prepend(function)
            : [];

    /// <summary>Adds what a function throws itself, and returns its calls of the other functions.</summary>
    private IEnumerable<(CodePlace Caller, CodePlace Callee, IOperation Site)> Read(CodePlace function, CancellationToken cancellationToken)
    {
        var foreign = ForeignExceptions.Get(_code.Code, cancellationToken);
        var leaving = _leaving[function];
        foreach (var operation in CallGraph.OwnOperations(_code.Code.BodyOf(function, cancellationToken)!))
        {
            var thrown = operation is IThrowOperation @throw ? ThrownTypes.Find(@throw, _code.Code, cancellationToken) : foreign.ThrownBy(operation, cancellationToken);
            foreach (var type in thrown)
            {
                if (SitesOf(operation).Any(site => _sites.Leaves(site, function, type)))
                {
                    leaving.Throws.Add(type);
                }
            }

            if (operation is IInvocationOperation { TargetMethod: var called } && _open.IdOf(called) is { } id)
            {
                foreach (var site in SitesOf(operation))
                {
                    leaving.Add(id, _sites.VerdictsAt(site, function, OpenVerdicts.All));
                }
            }

            foreach (var named in _calls.CalleesOf(operation, cancellationToken))
            {
                var callee = _cores.TryGetValue(named, out var core) ? core : named;
                if (callee != function && _leaving.ContainsKey(callee))
                {
                    foreach (var site in SitesOf(operation))
                    {
                        yield return (function, callee, site);
                    }
                }
            }
        }
    }

    private bool Pass(CodePlace caller, CodePlace callee, IOperation site)
    {
        var (to, from) = (_leaving[caller], _leaving[callee]);
        var before = to.Count;
        foreach (var type in from.Throws)
        {
            if (!to.Throws.Contains(type) && _sites.Leaves(site, caller, type))
            {
                to.Throws.Add(type);
            }
        }

        foreach (var call in from.Calls)
        {
            if (!to.Calls.ContainsKey(call.Key))
            {
                to.Add(call.Key, _sites.VerdictsAt(site, caller, call.Value));
            }
        }

        return to.Count != before;
    }

    // A method group that the code only names is a call where the method that receives it runs.
    private IEnumerable<IOperation> SitesOf(IOperation operation) =>
        operation is IThrowOperation ? [operation] : Propagation.SitesOf(operation, _code.Symbols);
}
