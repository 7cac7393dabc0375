namespace TracedLlm.Bench.Architecture.Graphs;

/// <summary>Names and the arrows between them.</summary>
/// <param name="arrows">The names that each name points to. A name that is not a key is left out.</param>
public sealed class DirectedGraph(IReadOnlyDictionary<string, IReadOnlySet<string>> arrows)
{
    /// <summary>The groups of names that point to each other, directly or through others; the largest first.</summary>
    public IReadOnlyList<IReadOnlyList<string>> FindCycles()
    {
        var reached = arrows.Keys.ToDictionary(name => name, Reachable);
        return [.. arrows.Keys
            .Where(name => reached[name].Contains(name))
            .GroupBy(name => string.Join('|', reached[name].Where(other => reached[other].Contains(name)).Order(StringComparer.Ordinal)))
            .Select(group => (IReadOnlyList<string>)[.. group.Order(StringComparer.Ordinal)])
            .OrderByDescending(group => group.Count)];
    }

    /// <summary>The arrows that no longer path replaces (transitive reduction); the graph has no cycle.</summary>
    public IEnumerable<(string From, string To)> Reduce() =>
        from pair in arrows
        from to in pair.Value.Where(arrows.ContainsKey)
        where !pair.Value.Any(between => between != to && arrows.ContainsKey(between) && Reachable(between).Contains(to))
        orderby pair.Key, to
        select (pair.Key, to);

    private HashSet<string> Reachable(string start)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<string>([start]);
        while (next.TryPop(out var name))
        {
            foreach (var to in arrows[name])
            {
                if (arrows.ContainsKey(to) && reached.Add(to))
                {
                    next.Push(to);
                }
            }
        }

        return reached;
    }
}
