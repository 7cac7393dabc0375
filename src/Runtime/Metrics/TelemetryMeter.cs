using System.Diagnostics.Metrics;

namespace TracedLlm.Metrics;

/// <summary>The meter of the runtime.</summary>
internal static class TelemetryMeter
{
    public static readonly Meter Instance = new(TracedLlmTelemetry.MeterName);
}
