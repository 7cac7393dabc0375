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

    /// <summary>The ratios of keys, teams and organisations.</summary>
    public RatioTable Tenants { get; init; } = RatioTable.Empty;

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

    /// <summary>
    /// Whether the sampler lets a span of this process decide about the spans below it, and the sampled flag of a caller that is fully
    /// trusted about its request.
    /// </summary>
    public bool FollowsParents { get; init; }

    /// <summary>How many bytes the spans of undecided requests may take.</summary>
    public long MaxHeldBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// Whether any request can be left out by a ratio that is not known before its end: of a backend, of a tenant or its destination, of
    /// the gateway's code, of the request.
    /// </summary>
    public bool HasLateRatios { get; init; }

    private bool HasRules => Keep != SamplingRules.None || SlowerThan is not null || CostlierThan is not null;

    /// <summary>Whether requests that are refused have a ratio of their own, so that their spans are held while they can be refused.</summary>
    public bool LeavesOutRefused => _refused != SamplingThreshold.All;

    /// <inheritdoc cref="ITraceSampling.ReadsRequests"/>
    public bool ReadsRequests => RequestRatio != RequestSampling.Ignore;

    /// <summary>
    /// Whether the spans of a request are held until it has ended: a ratio can leave them out, and only then it is known whether a rule
    /// keeps them.
    /// </summary>
    public bool HoldsUntilEnd(IExportedRequest request) =>
        HasRules && (HasLateRatios || (Routes.Find(request.RouteTemplate) ?? request.RouteSamplingRatio ?? (IsAppliedAtStart ? 1 : Ratio)) < 1);

    /// <summary>Decides about a request, with its result if it has ended.</summary>
    /// <param name="request">The request.</param>
    /// <param name="separate">The trace that it is shown in; <see langword="null"/> if it is that of its activities.</param>
    public TraceDecision Decide(IExportedRequest request, SeparateTrace? separate)
    {
        var isFollowed = IsFollowed(request, separate);
        var (threshold, isApplied) = isFollowed ? (null, true) : FindThreshold(request);
        if (separate is not null && IsDecidedByCaller(request))
        {
            // At the start it was not known that the caller is not authenticated, and its flag decided instead of the ratio.
            isApplied = false;
        }

        if (LeavesOutRefused && request.Result?.Outcome == Outcomes.Refused)
        {
            threshold = SamplingThreshold.Max(threshold ?? SamplingThreshold.All, _refused);
            isApplied = false;
        }

        return new(ComputeRandomness(request, separate), threshold)
        {
            IsKept = request.Result is { } result && HoldsUntilEnd(request) && IsKept(request, result),
            KeptThreshold = IsAppliedAtStart && threshold is not null ? SamplingThreshold.FromRatio(Ratio) : SamplingThreshold.All,
            IsApplied = isApplied,
            StatesRandomness = !request.IsFlagFollowed,
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
    public bool IsSentByRatio(IExportedRequest request)
    {
        var separate = request.SeparateTrace;
        if (request.Root is null || IsFollowed(request, separate))
        {
            return true;
        }

        var threshold = SamplingThreshold.FromRatio(FindRatio(request, known: false) ?? Ratio);
        return threshold == SamplingThreshold.All || threshold.Includes(ComputeRandomness(request, separate));
    }

    // A caller that is not authenticated chooses the id of the activities, and sends any number of requests with it.
    private ulong ComputeRandomness(IExportedRequest request, SeparateTrace? separate) =>
        Randomness.Compute(separate?.Id ?? request.Root!.TraceId, separate is null ? request.Root!.TraceStateString : null, request.IsFlagFollowed);

    // The parent has decided, and its tracestate says by which threshold. A caller that is not authenticated does not decide.
    private bool IsFollowed(IExportedRequest request, SeparateTrace? separate) => request.Root!.HasRemoteParent
        ? separate is null && IsDecidedByCaller(request)
        : FollowsParents && IsAppliedAtStart && request.Root.ParentSpanId != default;

    private bool IsDecidedByCaller(IExportedRequest request) => FollowsParents && request.IsFlagFollowed && request.Root!.HasRemoteParent;

    private (SamplingThreshold? Threshold, bool IsApplied) FindThreshold(IExportedRequest request)
    {
        if (FindRatio(request, known: true) is not { } ratio)
        {
            return Ratio < 1 || (HasRules && !IsAppliedAtStart) ? (SamplingThreshold.FromRatio(Ratio), IsAppliedAtStart) : (null, true);
        }

        var threshold = SamplingThreshold.FromRatio(ratio);
        return (IsAppliedAtStart ? SamplingThreshold.Max(threshold, SamplingThreshold.FromRatio(Ratio)) : threshold, false);
    }

    /// <summary>The ratio of a request; <see langword="null"/> if it is that of the gateway.</summary>
    /// <param name="request">The request.</param>
    /// <param name="known">Whether its caller is known, so that the gateway's code can be asked.</param>
    private double? FindRatio(IExportedRequest request, bool known)
    {
        var ratio = (known ? Ask(request) : null) ?? FindTenantRatio(request) ?? Routes.Find(request.RouteTemplate) ?? request.RouteSamplingRatio;
        if (RequestRatio == RequestSampling.Ignore || request.StatedSamplingRatio is not { } stated)
        {
            return ratio;
        }

        return RequestRatio == RequestSampling.Any ? stated : Math.Min(stated, ratio ?? Ratio);
    }

    // The gateway states the caller; a request cannot.
    private double? FindTenantRatio(IExportedRequest request)
    {
        if (Tenants.IsEmpty)
        {
            return null;
        }

        var caller = LlmTrace.FromRequest(request).Caller;
        return Tenants.FindFirst([caller.KeyAlias, caller.KeyHash, caller.TeamAlias, caller.TeamId, caller.OrganizationId]);
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
        || (Keep.HasFlag(SamplingRules.Retried) && result.Repeats > 0)
        || (result.Duration > SlowerThan && result.Outcome != Outcomes.Refused)
        || request.Cost > CostlierThan;
}
