namespace TracedLlm.Bench.Gateway.Measuring;

/// <summary>A gateway's spans and memory over the whole run.</summary>
/// <param name="Mode">The mode's name.</param>
/// <param name="Expected">The spans of all answered requests.</param>
/// <param name="Received">The spans that the sink has received.</param>
/// <param name="BytesOfRequest">The bytes that the sink has received for each answered request whose spans were sent.</param>
/// <param name="MemoryAtRest">Megabytes in RAM after the first answer.</param>
/// <param name="MemoryAfter">Megabytes in RAM after all rounds.</param>
/// <param name="HeapAfter">Megabytes on the heap after all rounds and a full collection.</param>
internal sealed record SpanAccount(string Mode, double Expected, long Received, double BytesOfRequest, double MemoryAtRest, double MemoryAfter, double HeapAfter)
{
    /// <summary>The account of a mode that has failed.</summary>
    public static SpanAccount Unknown(string mode) => new(mode, double.NaN, 0, double.NaN, double.NaN, double.NaN, double.NaN);
}
