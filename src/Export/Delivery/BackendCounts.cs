namespace TracedLlm.Export.Delivery;

/// <summary>
/// The spans of one backend by outcome: <c>Started = Exported + SampledOut + Dropped + InFlight</c>, always.
/// </summary>
/// <param name="Started">Spans that have the backend as destination.</param>
/// <param name="Exported">Spans that it accepted.</param>
/// <param name="SampledOut">Spans of traces that its sampling rate excludes, spans that its scope excludes, and spans of refused requests that are left out.</param>
/// <param name="Dropped">Spans that were dropped, by <see cref="DropReason"/>.</param>
internal readonly record struct BackendCounts(long Started, long Exported, long SampledOut, IReadOnlyList<long> Dropped)
{
    /// <summary>Spans that wait in a queue or in the spool.</summary>
    public long InFlight => Started - Exported - SampledOut - AllDropped;

    /// <summary>Spans that were dropped for any reason.</summary>
    public long AllDropped => Dropped.Sum();

    /// <summary>The text for logs: <c>12 exported, 3 dropped (2 rejected, 1 expired)</c>.</summary>
    public override string ToString()
    {
        var dropped = Dropped;
        var reasons = string.Join(", ", DropReasons.All.Where(reason => dropped[(int)reason] > 0).Select(reason => FormattableString.Invariant($"{dropped[(int)reason]} {DropReasons.Name(reason)}")));
        return FormattableString.Invariant($"{Exported} exported")
            + (SampledOut > 0 ? FormattableString.Invariant($", {SampledOut} sampled out") : "")
            + FormattableString.Invariant($", {AllDropped} dropped")
            + (reasons.Length > 0 ? $" ({reasons})" : "")
            + (InFlight > 0 ? FormattableString.Invariant($", {InFlight} waiting") : "");
    }
}
