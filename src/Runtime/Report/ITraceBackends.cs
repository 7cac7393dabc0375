namespace TracedLlm.Report;

/// <summary>The backends to which an export sends spans.</summary>
internal interface ITraceBackends
{
    /// <summary>The names of the backends.</summary>
    IReadOnlyList<string> Names { get; }
}
