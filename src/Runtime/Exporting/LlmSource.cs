using System.Diagnostics;
using TracedLlm.Conventions;

namespace TracedLlm.Exporting;

/// <summary>
/// The <see cref="ActivitySource"/> of the spans. Two instances have the same name and version, so that listeners and backends see
/// one source. The instance shows an exporter how it is notified of a span's end, also if other code stops the activity.
/// </summary>
internal static class LlmSource
{
    /// <summary>The source of the spans of requests: <see cref="SpanObservers"/> notify of their end.</summary>
    public static readonly ActivitySource Instance = Create();

    /// <summary>The source of the spans outside traced requests: only the listeners of the source see their end.</summary>
    public static readonly ActivitySource OutsideRequests = Create();

    private static ActivitySource Create() => new(new ActivitySourceOptions(TracedLlmTelemetry.SourceName)
    {
        Version = typeof(LlmSource).Assembly.GetName().Version?.ToString(3),
        TelemetrySchemaUrl = TelemetrySchema.Url,
    });
}
