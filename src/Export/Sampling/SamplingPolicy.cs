using System.Diagnostics;
using TracedLlm.Exporting;
using TracedLlm.Facts;

namespace TracedLlm.Export.Sampling;

/// <summary>Decides which traces are sent: by rules about the ended request, otherwise by ratios. Immutable and safe for concurrent use.</summary>
internal sealed class SamplingPolicy
{
    /// <summary>Every trace is sent.</summary>
    public static readonly SamplingPolicy Everything = new();

    private SamplingThreshold _refused;

    /// <summary>The part of all traces.</summary>
    public double Ratio { get; init; } = 1;

    /// <summary>Whether the sampler has applied <see cref="Ratio"/> when the request began.</summary>
    public bool IsAppliedAtStart { get; init; }

    /// <summary>The ratios of routes.</summary>
    public RatioTable Routes { get; init; } = RatioTable.Empty;

    /// <summary>The requests that are sent whatever the ratio is.</summary>
    public SamplingRules Keep { get; init; }

    /// <summary>Requests that took longer are sent.</summary>
    public TimeSpan? SlowerThan { get; init; }

    /// <summary>Requests that cost more, in USD, are sent.</summary>
    public double? CostlierThan { get; init; }

    /// <summary>What a request may say about its ratio.</summary>
    public RequestSampling RequestRatio { get; init; }

    /// <summary>The gateway's own choice of the ratio.</summary>
    public Func<LlmTrace, double?>? RatioOf { get; init; }

    /// <summary>The part of the refused requests that is sent.</summary>
    public double RefusedRatio
    {
        get => _refused.Ratio;
        init => _refused = SamplingThreshold.FromRatio(value);
    }

    /// <summary>The bits of traces.</summary>
    public TraceRandomness Randomness { get; init; } = new();

    /// <summary>Whether the sampled flag of a caller decides (<see cref="InboundTrust.Full"/>).</summary>
    public bool FollowsCallers { get; init; }

    /// <summary>Whether the sampler lets a span of this process decide about the spans below it.</summary>
    public bool FollowsParents { get; init; }

    /// <summary>How many bytes the spans of undecided requests may take.</summary>
    public long MaxHeldBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Whether spans are held until their request has ended, because only then it is known whether a rule keeps it.</summary>
    public bool HoldsUntilEnd => Keep != SamplingRules.None || SlowerThan is not null || CostlierThan is not null;

    /// <summary>Whether requests that are refused have a ratio of their own, so that their spans are held while they can be refused.</summary>
    public bool LeavesOutRefused => _refused != SamplingThreshold.All;

    /// <inheritdoc cref="ITraceSampling.ReadsRequests"/>
    public bool ReadsRequests => RequestRatio != RequestSampling.Ignore;

    /// <summary>Decides about a request, with its result if it has ended.</summary>
    /// <param name="request">The request.</param>
    /// <param name="separate">The trace that it is shown in; <see langword="null"/> if it is that of its activities.</param>
    public TraceDecision Decide(IExportedRequest request, SeparateTrace? separate)
    {
        var root = request.Root!;

        // A caller that is not authenticated chooses the id of the activities, and sends any number of requests with it.
        var randomness = Randomness.Compute(separate?.Id ?? root.TraceId, separate is null ? root.TraceStateString : null);
        var isFollowed = IsFollowed(root);
        var (threshold, isApplied) = isFollowed ? (null, true) : FindThreshold(request);
        if (LeavesOutRefused && request.Result?.Outcome == Outcomes.Refused)
        {
            threshold = SamplingThreshold.Max(threshold ?? SamplingThreshold.All, _refused);
            isApplied = false;
        }

        return new(randomness, threshold)
        {
            IsKept = request.Result is { } result && IsKept(request, result),
            IsApplied = isApplied,
            StatesRandomness = Randomness.IsStated,
            FollowsCaller = isFollowed,
        };
    }

    /// <summary>Decides about a span outside a traced request.</summary>
    public TraceDecision Decide(Activity activity) => new(
        Randomness.Compute(activity.TraceId, activity.TraceStateString),
        Ratio < 1 ? SamplingThreshold.FromRatio(Ratio) : null)
    {
        IsApplied = IsAppliedAtStart,
        StatesRandomness = Randomness.IsStated,
    };

    /// <inheritdoc cref="ITraceSampling.IsSentByRatio"/>
    public bool IsSentByRatio(IExportedRequest request) =>
        request.Root is not { } root
        || IsFollowed(root)
        || SamplingThreshold.FromRatio(FindRatio(request, known: false) ?? Ratio).Includes(Randomness.Compute(root.TraceId, root.TraceStateString));

    // The parent has decided, and its tracestate says by which threshold.
    private bool IsFollowed(Activity root) => root.HasRemoteParent
        ? FollowsCallers
        : FollowsParents && IsAppliedAtStart && root.ParentSpanId != default;

    private (SamplingThreshold? Threshold, bool IsApplied) FindThreshold(IExportedRequest request)
    {
        if (FindRatio(request, known: true) is not { } ratio)
        {
            return Ratio < 1 || HoldsUntilEnd ? (SamplingThreshold.FromRatio(Ratio), IsAppliedAtStart) : (null, true);
        }

        var threshold = SamplingThreshold.FromRatio(ratio);
        return (IsAppliedAtStart ? SamplingThreshold.Max(threshold, SamplingThreshold.FromRatio(Ratio)) : threshold, false);
    }

    /// <summary>The ratio of a request; <see langword="null"/> if it is that of the gateway.</summary>
    /// <param name="request">The request.</param>
    /// <param name="known">Whether its caller is known, so that the gateway's code can be asked.</param>
    private double? FindRatio(IExportedRequest request, bool known)
    {
        var ratio = Routes.Find(request.RouteTemplate) ?? request.RouteSamplingRatio;
        ratio = (known ? Ask(request) : null) ?? ratio;
        if (RequestRatio == RequestSampling.Ignore || request.StatedSamplingRatio is not { } stated)
        {
            return ratio;
        }

        return RequestRatio == RequestSampling.Any ? stated : Math.Min(stated, ratio ?? Ratio);
    }

    private double? Ask(IExportedRequest request)
    {
        try
        {
            return RatioOf?.Invoke(LlmTrace.FromRequest(request)) is { } ratio && !double.IsNaN(ratio) ? Math.Clamp(ratio, 0, 1) : null;
        }
        catch (Exception exception)
        {
            // The gateway's delegate threw an exception. The request has the ratio that it has without the delegate.
            SpanObservers.CountFailure(exception);
            return null;
        }
    }

    private bool IsKept(IExportedRequest request, in RequestResult result) =>
        (Keep.HasFlag(SamplingRules.Errors) && result.Outcome == Outcomes.Error)
        || (Keep.HasFlag(SamplingRules.Blocked) && result.Outcome == Outcomes.Blocked)
        || (Keep.HasFlag(SamplingRules.Cancelled) && result.Outcome == Outcomes.Cancelled)
        || (Keep.HasFlag(SamplingRules.Retried) && result.Attempts > 1)
        || (result.Duration > SlowerThan && result.Outcome != Outcomes.Refused)
        || request.Cost > CostlierThan;
}
