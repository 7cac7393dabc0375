using System.Globalization;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Trace;

namespace TracedLlm.Export;

/// <summary>
/// The sampler that the standard variables <c>OTEL_TRACES_SAMPLER</c> and <c>OTEL_TRACES_SAMPLER_ARG</c> name. Unlike the
/// stock <see cref="ParentBasedSampler"/> it does not let a caller decide whether a request is recorded, unless the caller
/// is fully trusted.
/// </summary>
internal static class TraceSampler
{
    private const string Name = "OTEL_TRACES_SAMPLER";
    private const string Argument = "OTEL_TRACES_SAMPLER_ARG";
    private const string ParentBased = "parentbased_";

    /// <summary>The sampler configured; every request by default.</summary>
    /// <exception cref="InvalidOperationException">A variable has a value that is not allowed.</exception>
    public static Sampler Of(IConfiguration configuration, InboundTrust trust)
    {
        var name = configuration[Name]?.Trim() is { Length: > 0 } configured ? configured : "parentbased_always_on";
        var isParentBased = name.StartsWith(ParentBased, StringComparison.OrdinalIgnoreCase);
        Sampler own = (isParentBased ? name[ParentBased.Length..] : name).ToUpperInvariant() switch
        {
            "ALWAYS_ON" => new AlwaysOnSampler(),
            "ALWAYS_OFF" => new AlwaysOffSampler(),
            "TRACEIDRATIO" => new TraceIdRatioBasedSampler(Ratio(configuration[Argument])),
            _ => throw new InvalidOperationException(
                $"{Name} is '{name}'; allowed are always_on, always_off, traceidratio, and the same with {ParentBased} in front."),
        };

        if (!isParentBased)
        {
            return own;
        }

        return trust == InboundTrust.Full
            ? new ParentBasedSampler(own)
            : new ParentBasedSampler(own, remoteParentSampled: own, remoteParentNotSampled: own);
    }

    private static double Ratio(string? argument)
    {
        if (string.IsNullOrWhiteSpace(argument))
        {
            return 1;
        }

        return double.TryParse(argument, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1
            ? ratio
            : throw new InvalidOperationException($"{Argument} is '{argument}'; allowed are numbers from 0 to 1.");
    }
}
