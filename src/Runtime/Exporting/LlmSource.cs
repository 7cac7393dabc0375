using System.Diagnostics;

namespace TracedLlm.Exporting;

/// <summary>
/// The <see cref="ActivitySource"/> of the spans. Two instances have the same name and version, so that listeners and backends see
/// one source. The instance of a span tells an exporter who announces the end of the span, also if other code stops its activity.
/// </summary>
internal static class LlmSource
{
    /// <summary>The source of the spans of requests, whose end <see cref="SpanObservers"/> announce.</summary>
    public static readonly ActivitySource Instance = Create();

    /// <summary>The source of the spans outside of traced requests, whose end only the listeners of the source see.</summary>
    public static readonly ActivitySource OutsideRequests = Create();

    private static ActivitySource Create() =>
        new(TracedLlmTelemetry.SourceName, typeof(LlmSource).Assembly.GetName().Version?.ToString(3));
}
