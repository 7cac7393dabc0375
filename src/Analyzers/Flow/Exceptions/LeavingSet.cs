namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>The exceptions that leave one function.</summary>
internal sealed class LeavingSet
{
    public static readonly LeavingSet None = new();

    /// <summary>The exceptions of known types.</summary>
    public HashSet<ThrownType> Throws { get; } = [];

    /// <summary>The calls of methods that another project may implement, by documentation id, with the types whose exceptions leave.</summary>
    public Dictionary<string, OpenVerdicts> Calls { get; } = new(StringComparer.Ordinal);

    public int Count => Throws.Count + Calls.Count;

    /// <summary>Adds a call, unless no exception of it leaves.</summary>
    public void Add(string method, OpenVerdicts leaves)
    {
        if (leaves.IsEverLeaving && !Calls.ContainsKey(method))
        {
            Calls.Add(method, leaves);
        }
    }
}
