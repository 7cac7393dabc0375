namespace TracedLlm.Export.Sampling;

/// <summary>Decides which backends receive the spans of one request. It is made once, so that the spans are sent whole or not at all.</summary>
/// <param name="Randomness">The bits of the trace.</param>
/// <param name="Threshold">The threshold of the request; <see langword="null"/> if no ratio of the gateway applies to it.</param>
internal readonly record struct TraceDecision(ulong Randomness, SamplingThreshold? Threshold)
{
    /// <summary>Whether a rule keeps the trace, whatever the ratios are.</summary>
    public bool IsKept { get; init; }

    /// <summary>The threshold that the spans of a kept trace state: what was left out when requests began was left out whatever the rules are.</summary>
    public SamplingThreshold KeptThreshold { get; init; }

    /// <summary>Whether the threshold has been applied already, when the request began.</summary>
    public bool IsApplied { get; init; }

    /// <summary>Whether spans state <see cref="Randomness"/>.</summary>
    public bool StatesRandomness { get; init; }

    /// <summary>Whether <c>tracestate</c> keeps what the caller says about its own sampling, because the gateway follows the caller.</summary>
    public bool FollowsCaller { get; init; }

    /// <summary>Whether a backend with this threshold receives the spans.</summary>
    public bool Includes(SamplingThreshold backend) =>
        IsKept || (backend.Includes(Randomness) && (IsApplied || Threshold?.Includes(Randomness) != false));

    /// <summary>Returns the <c>tracestate</c> of a span for a backend with this threshold.</summary>
    /// <param name="state">The <c>tracestate</c> of the span.</param>
    /// <param name="backend">The threshold of the backend.</param>
    public string? StateFor(string? state, SamplingThreshold backend)
    {
        if (FollowsCaller && backend == SamplingThreshold.All)
        {
            return state;
        }

        // A backend that receives every trace has lost none to a rule.
        var own = IsKept ? SamplingThreshold.All : backend;
        var known = FollowsCaller ? SamplingThreshold.Max(SamplingState.FindThreshold(state) ?? own, own)
            : Threshold is null && backend == SamplingThreshold.All ? (SamplingThreshold?)null
            : IsKept ? KeptThreshold
            : SamplingThreshold.Max(Threshold ?? backend, backend);

        // A randomness below the threshold would contradict it.
        var stated = !StatesRandomness ? SamplingState.FindRandomness(state)
            : known is { } threshold && threshold.Includes(Randomness) ? Randomness
            : (ulong?)null;
        return SamplingState.Write(state, known, stated);
    }
}
