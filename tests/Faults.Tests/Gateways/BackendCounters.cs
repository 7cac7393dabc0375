namespace TracedLlm.Faults.Tests.Gateways;

/// <summary>The counts of one backend in the report of a gateway.</summary>
internal sealed record BackendCounters(
    string Name, long Started, long Exported, long SampledOut, IReadOnlyDictionary<string, long> Dropped, long InFlight, long QueueBytes, string? LastError)
{
    /// <summary>The spans dropped for any reason.</summary>
    public long AllDropped => Dropped.Values.Sum();

    public override string ToString() =>
        $"{Name}: {Started} started, {Exported} exported, {SampledOut} sampled out, dropped {string.Join(", ", Dropped.Where(one => one.Value != 0).Select(one => $"{one.Key} {one.Value}"))}, {InFlight} in flight, {QueueBytes} bytes; {LastError}";
}
