namespace TracedLlm.Exporting;

/// <summary>An export that sends spans to backends; the report of the gateway lists them.</summary>
internal interface ITraceBackends
{
    /// <summary>The names of the backends.</summary>
    IReadOnlyList<string> Names { get; }
}
