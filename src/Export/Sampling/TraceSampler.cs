using Microsoft.Extensions.Configuration;
using OpenTelemetry.Trace;
using TracedLlm.Settings;

namespace TracedLlm.Export.Sampling;

/// <summary>
/// The sampler that the standard variables <c>OTEL_TRACES_SAMPLER</c> and <c>OTEL_TRACES_SAMPLER_ARG</c> name. Unlike the
/// stock <see cref="ParentBasedSampler"/> it does not let a caller decide whether a request is recorded, unless the caller
/// is fully trusted.
/// </summary>
internal static class TraceSampler
{
    private const string ParentBased = "parentbased_";

    private static readonly ConfiguredSetting<string> Name = new(
        "OTEL_TRACES_SAMPLER",
        SettingTypes.OneOf("always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"),
        "parentbased_always_on",
        "Which requests are recorded; a caller's sampled flag counts only with `TracedLlm:InboundTrust` `Full`.");

    private static readonly ConfiguredSetting<double> Ratio = new(
        "OTEL_TRACES_SAMPLER_ARG", SettingTypes.Fraction, 1, "The part of all requests that `traceidratio` records.");

    public static readonly Setting[] Settings = [Name, Ratio];

    /// <summary>
    /// Creates the configured sampler; by default it records every request. An unknown sampler, or an argument that is not allowed, is a
    /// warning, as the specification wants it.
    /// </summary>
    public static Sampler Create(IConfiguration configuration, InboundTrust trust, SettingWarnings warnings)
    {
        var name = Name.Read(configuration, warnings);
        var isParentBased = name.StartsWith(ParentBased, StringComparison.Ordinal);
        Sampler own = (isParentBased ? name[ParentBased.Length..] : name) switch
        {
            "always_on" => new AlwaysOnSampler(),
            "always_off" => new AlwaysOffSampler(),
            _ => new TraceIdRatioBasedSampler(Ratio.Read(configuration, warnings)),
        };

        if (!isParentBased)
        {
            return own;
        }

        return trust == InboundTrust.Full
            ? new ParentBasedSampler(own)
            : new ParentBasedSampler(own, remoteParentSampled: own, remoteParentNotSampled: own);
    }
}
