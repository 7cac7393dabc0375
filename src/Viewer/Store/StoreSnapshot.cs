namespace TracedLlm.Viewer.Store;

/// <summary>What the store shows at one moment.</summary>
/// <param name="Traces">The traces, newest first.</param>
/// <param name="Change">The number of the last change.</param>
/// <param name="Bytes">The estimated bytes of all held spans, also of requests that have not ended.</param>
/// <param name="Evicted">How many traces have been evicted since the start, those included that the limit of a second has left out.</param>
internal sealed record StoreSnapshot(IReadOnlyList<HeldTrace> Traces, long Change, long Bytes, long Evicted);
