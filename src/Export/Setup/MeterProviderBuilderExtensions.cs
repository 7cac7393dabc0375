using OpenTelemetry.Metrics;

namespace TracedLlm;

/// <summary>Adds the metrics of traced routes to an OpenTelemetry pipeline of the gateway's own.</summary>
public static class MeterProviderBuilderExtensions
{
    /// <summary>
    /// Listens to the meter of TracedLlm. A gateway that registers a <see cref="MeterProvider"/> of its own exports the metrics itself:
    /// <c>AddTracedLlmExport</c> then sends none.
    /// </summary>
    /// <param name="builder">The pipeline.</param>
    /// <returns>The same pipeline.</returns>
    public static MeterProviderBuilder AddTracedLlm(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddMeter(TracedLlmTelemetry.MeterName);
    }
}
