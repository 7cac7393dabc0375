namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>A place that puts an object into another one.</summary>
/// <param name="Target">The value that the object becomes.</param>
/// <param name="Stored">The object.</param>
internal sealed record ValueStore(FlowValue Target, FlowValue Stored);
