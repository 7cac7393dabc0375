using Microsoft.Extensions.Configuration;
using OpenTelemetry.Trace;
using TracedLlm.Settings;

namespace TracedLlm.Export.Sampling;

/// <summary>
/// The sampling that the configuration asks for: the sampler that the standard variables <c>OTEL_TRACES_SAMPLER</c> and
/// <c>OTEL_TRACES_SAMPLER_ARG</c> name, which decides when a request begins, and the policy of <see cref="TracedLlmSamplingOptions"/>,
/// which decides when it ends. Unlike the stock <see cref="ParentBasedSampler"/> the sampler does not let a caller decide whether a
/// request is recorded, unless the caller is fully trusted.
/// </summary>
internal static class TraceSampler
{
    private const string ParentBased = "parentbased_";
    private const string ByRatio = "traceidratio";

    private static readonly ConfiguredSetting<string> Name = new(
        "OTEL_TRACES_SAMPLER",
        SettingTypes.OneOf("always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"),
        "parentbased_always_on",
        "Which requests are recorded; a caller's sampled flag counts only with `TracedLlm:InboundTrust` `Full`.");

    private static readonly ConfiguredSetting<double> Ratio = new(
        "OTEL_TRACES_SAMPLER_ARG", SettingTypes.Fraction, 1, "The part of all requests that `traceidratio` records.");

    public static readonly Setting[] Settings = [Name, Ratio];

    /// <summary>
    /// Creates the configured sampler and the policy; by default every request is recorded and sent. An unknown sampler, or an argument that is not allowed, is a
    /// warning, as the specification wants it.
    /// </summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="trust">The trust in callers.</param>
    /// <param name="warnings">Receives the warnings.</param>
    /// <param name="options">The options of the export.</param>
    /// <param name="hasBackendRatio">Whether a backend receives a part of the traces only.</param>
    /// <param name="hasTenants">Whether keys and teams have destinations, which can have ratios.</param>
    public static (Sampler Sampler, SamplingPolicy Policy) Create(
        IConfiguration configuration,
        InboundTrust trust,
        SettingWarnings warnings,
        TracedLlmExportOptions options,
        bool hasBackendRatio = false,
        bool hasTenants = false)
    {
        var sampling = options.Sampling;
        var name = Name.Read(configuration, warnings);
        var isParentBased = name.StartsWith(ParentBased, StringComparison.Ordinal);
        var own = isParentBased ? name[ParentBased.Length..] : name;
        var isTrusted = trust == InboundTrust.Full;
        var callerTrust = new CallerTrust(isTrusted);
        var policy = new SamplingPolicy
        {
            Ratio = sampling.Ratio ?? (own == ByRatio ? Ratio.Read(configuration, warnings) : 1),
            IsAppliedAtStart = !IsUsed(sampling),
            Routes = new RatioTable(sampling.Routes),
            Tenants = new RatioTable(sampling.Tenants),
            Keep = sampling.Keep ?? (SamplingRules.Errors | SamplingRules.Blocked | SamplingRules.Retried),
            HasLateRatios = hasBackendRatio || sampling.Tenants.Count > 0 || sampling.RatioOf is not null || sampling.RequestRatio != RequestSampling.Ignore || (hasTenants && IsUsed(sampling)),
            SlowerThan = sampling.SlowerThan,
            CostlierThan = sampling.CostlierThan,
            RequestRatio = sampling.RequestRatio,
            RatioOf = sampling.RatioOf,
            RefusedRatio = options.RefusedRequestRate,
            Randomness = new TraceRandomness(isTrusted, sampling.Seed),
            FollowsParents = isParentBased,
            MaxHeldBytes = sampling.MaxHeldBytes,
        };
        return (Create(own, isParentBased, callerTrust, policy), policy);
    }

    // The policy decides at the end, so that every request is recorded until then.
    private static bool IsUsed(TracedLlmSamplingOptions options) =>
        options.Ratio is not null
        || options.Routes.Count > 0
        || options.Keep is not (null or SamplingRules.None)
        || options.SlowerThan is not null
        || options.CostlierThan is not null
        || options.RequestRatio != RequestSampling.Ignore
        || options.Tenants.Count > 0
        || options.RatioOf is not null;

    private static Sampler Create(string name, bool isParentBased, CallerTrust trust, SamplingPolicy policy)
    {
        Sampler own = name == "always_off" ? new AlwaysOffSampler()
            : policy.IsAppliedAtStart && policy.Ratio < 1 ? new ConsistentRatioSampler(policy.Randomness, SamplingThreshold.FromRatio(policy.Ratio), trust)
            : new AlwaysOnSampler();
        return isParentBased ? new TrustingSampler(own, trust) : own;
    }
}
