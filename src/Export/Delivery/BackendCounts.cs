namespace TracedLlm.Export;

/// <summary>
/// What became of the spans of one backend: <c>Started = Exported + SampledOut + Dropped + InFlight</c>, always.
/// </summary>
/// <param name="Started">Spans that were to go to it.</param>
/// <param name="Exported">Spans that it accepted.</param>
/// <param name="SampledOut">Spans of traces that its sampling rate leaves out.</param>
/// <param name="Dropped">Spans that were given up, by <see cref="DropReason"/>.</param>
internal readonly record struct BackendCounts(long Started, long Exported, long SampledOut, IReadOnlyList<long> Dropped)
{
    /// <summary>Spans that wait: to be encoded, to be sent, in the spool.</summary>
    public long InFlight => Started - Exported - SampledOut - AllDropped;

    /// <summary>Spans that were given up, for whatever reason.</summary>
    public long AllDropped => Dropped.Sum();

    /// <summary>As in logs: <c>12 exported, 3 dropped (2 rejected, 1 expired)</c>.</summary>
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
