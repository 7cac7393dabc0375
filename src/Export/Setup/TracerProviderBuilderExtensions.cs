using OpenTelemetry.Trace;

namespace TracedLlm;

/// <summary>Adds the spans of traced routes to an OpenTelemetry pipeline of the gateway's own.</summary>
public static class TracerProviderBuilderExtensions
{
    /// <summary>Listens to the spans of TracedLlm, with their canonical attributes. It can replace <c>AddTracedLlmExport</c> or be used with it.</summary>
    /// <param name="builder">The pipeline.</param>
    /// <returns>The same pipeline.</returns>
    public static TracerProviderBuilder AddTracedLlm(this TracerProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSource(TracedLlmTelemetry.SourceName);
    }
}
