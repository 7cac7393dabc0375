namespace TracedLlm.Analyzers.Calls;

/// <summary>The functions that a set of roots reaches, each with the shortest path, up to a maximum depth.</summary>
/// <typeparam name="TRoot">The meaning of a root.</typeparam>
internal sealed class CallPaths<TRoot>
{
    private const int MaxCalls = 12;
    private const int MaxFunctions = 20_000;

    private readonly Dictionary<CodePlace, (TRoot Root, CodePlace? Caller)> _reached = [];
    private readonly Func<CodePlace, bool>? _isLeftOut;

    /// <param name="roots">The roots.</param>
    /// <param name="graph">The call graph.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <param name="isLeftOut">Functions to skip, together with the functions that only they reach. Without it, the search skips no function.</param>
    public CallPaths(IEnumerable<(CodePlace Function, TRoot Root)> roots, CallGraph graph, CancellationToken cancellationToken, Func<CodePlace, bool>? isLeftOut = null)
    {
        _isLeftOut = isLeftOut;
        var level = new List<CodePlace>();
        foreach (var (function, root) in roots)
        {
            Reach(function, (root, null), level);
        }

        for (var calls = 0; calls < MaxCalls && level.Count > 0; calls++)
        {
            var next = new List<CodePlace>();
            foreach (var caller in level)
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (var callee in graph.Callees(caller, cancellationToken))
                {
                    Reach(callee, (_reached[caller].Root, caller), next);
                }
            }

            level = next;
        }
    }

    /// <summary>All reached functions.</summary>
    public IEnumerable<CodePlace> Functions => _reached.Keys;

    public bool Contains(CodePlace function) => _reached.ContainsKey(function);

    /// <summary>The root with the shortest path to a function.</summary>
    public TRoot RootOf(CodePlace function) => _reached[function].Root;

    /// <summary>The path to a function, from its root on.</summary>
    public IReadOnlyList<CodePlace> PathTo(CodePlace function)
    {
        var path = new List<CodePlace>();
        for (CodePlace? place = function; place is { } current; place = _reached[current].Caller)
        {
            path.Insert(0, current);
        }

        return path;
    }

    private void Reach(CodePlace function, (TRoot Root, CodePlace? Caller) how, List<CodePlace> level)
    {
        if (_reached.Count < MaxFunctions && !_reached.ContainsKey(function) && _isLeftOut?.Invoke(function) != true)
        {
            _reached.Add(function, how);
            level.Add(function);
        }
    }
}
