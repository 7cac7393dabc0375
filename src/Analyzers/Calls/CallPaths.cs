namespace TracedLlm.Analyzers.Calls;

/// <summary>The functions that some functions reach, each with the shortest way there, within bounds.</summary>
/// <typeparam name="TRoot">What each of the first functions stands for.</typeparam>
internal sealed class CallPaths<TRoot>
{
    private const int MaxCalls = 12;
    private const int MaxFunctions = 20_000;

    private readonly Dictionary<CodePlace, (TRoot Root, CodePlace? Caller)> _reached = [];
    private readonly Func<CodePlace, bool>? _isLeftOut;

    /// <param name="roots">The first functions.</param>
    /// <param name="graph">What calls what.</param>
    /// <param name="cancellationToken">Ends it.</param>
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

    /// <summary>Every function reached.</summary>
    public IEnumerable<CodePlace> Functions => _reached.Keys;

    public bool Contains(CodePlace function) => _reached.ContainsKey(function);

    /// <summary>What reaches a function first.</summary>
    public TRoot RootOf(CodePlace function) => _reached[function].Root;

    /// <summary>The way to a function, from the first one on.</summary>
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
