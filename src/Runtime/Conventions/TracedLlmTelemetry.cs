namespace TracedLlm;

/// <summary>The names of this library's telemetry.</summary>
public static class TracedLlmTelemetry
{
    /// <summary>Name of the <see cref="System.Diagnostics.ActivitySource"/> of all spans, for <c>AddSource</c>.</summary>
    public const string SourceName = "TracedLlm";

    /// <summary>Name of the <see cref="System.Diagnostics.Metrics.Meter"/>, for <c>AddMeter</c>.</summary>
    public const string MeterName = "TracedLlm";

    /// <summary>Category of the log records that are events of requests (<see cref="TracedLlmOptions.WriteEvents"/>).</summary>
    public const string EventsCategory = "TracedLlm.Events";
}
