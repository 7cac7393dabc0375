namespace TracedLlm.Testing.Backends;

/// <summary>A project in Phoenix.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Traces">Its traces, in order of arrival.</param>
public sealed record PhoenixProject(string Name, IReadOnlyList<PhoenixTrace> Traces)
{
    /// <summary>The spans of all traces.</summary>
    public IEnumerable<PhoenixSpan> Spans => Traces.SelectMany(trace => trace.Spans);
}
