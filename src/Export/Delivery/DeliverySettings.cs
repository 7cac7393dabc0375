namespace TracedLlm.Export.Delivery;

/// <summary>The bounds and delays of the delivery to backends.</summary>
internal record DeliverySettings
{
    /// <summary>How long a span waits for others in its batch (<c>OTEL_BSP_SCHEDULE_DELAY</c>).</summary>
    public TimeSpan BatchDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many spans a batch may have (<c>OTEL_BSP_MAX_EXPORT_BATCH_SIZE</c>).</summary>
    public int MaxBatchSpans { get; init; } = 512;

    /// <summary>
    /// Whether a batch that waits for a sender takes further spans, up to <see cref="MaxBatchBytes"/>; then <see cref="MaxBatchSpans"/> only says
    /// how many spans wait no longer.
    /// </summary>
    public bool BatchesGrow { get; init; }

    /// <summary>How many bytes a batch may have, unless one span has more.</summary>
    public int MaxBatchBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>How many spans may wait for one destination (<c>OTEL_BSP_MAX_QUEUE_SIZE</c>); by default only bytes are bounded.</summary>
    public int? MaxQueueSpans { get; init; }

    /// <summary>The name of the spans' instrumentation scope.</summary>
    public string ScopeName { get; init; } = TracedLlmTelemetry.SourceName;

    /// <summary>How many bytes may wait for one backend.</summary>
    public long MaxQueueBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>When spans go to the spool, if there is one.</summary>
    public SpoolMode SpoolMode { get; init; }

    /// <summary>How long a request may take before its spans, and spans that wait behind it, go to the spool.</summary>
    public TimeSpan SlowRequest { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a request may take at most (<c>OTEL_BSP_EXPORT_TIMEOUT</c>), whatever the endpoint's own time-out.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a span is kept in memory for a backend that does not accept it.</summary>
    public TimeSpan MaxSpanAge { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How many requests to one destination may be in progress.</summary>
    public int MaxRequests { get; init; } = 8;

    /// <summary>How many destinations of tenants are kept while no span waits for them.</summary>
    public int MaxIdleDestinations { get; init; } = 256;

    /// <summary>How many destinations that requests bring may be in use.</summary>
    public int MaxRequestDestinations { get; init; } = 256;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Returns a number from 0 to 1, for the jitter of retries.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;
}
