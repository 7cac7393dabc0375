namespace TracedLlm.Viewer.Rows;

/// <summary>A row of the list: one request, or one trace outside requests. Times are in milliseconds.</summary>
internal sealed record TraceRow
{
    public required string Id { get; init; }

    public required long Change { get; init; }

    public required string TraceId { get; init; }

    public required string SpanId { get; init; }

    public required double Time { get; init; }

    public required double Duration { get; init; }

    public required string Outcome { get; init; }

    public long? Status { get; init; }

    public string? Method { get; init; }

    public string? Route { get; init; }

    public string? Path { get; init; }

    public string? Api { get; init; }

    public string? Operation { get; init; }

    public string? ModelAsked { get; init; }

    public string? ModelAnswered { get; init; }

    public string? Provider { get; init; }

    public string? Key { get; init; }

    public string? Team { get; init; }

    public string? User { get; init; }

    public string? Session { get; init; }

    public string? Name { get; init; }

    /// <summary>The time during which at least one call to a provider ran.</summary>
    public double ProviderTime { get; init; }

    /// <summary>From the beginning of the root to the first chunk of the answer.</summary>
    public double? FirstChunk { get; init; }

    public long? TokensIn { get; init; }

    public long? TokensOut { get; init; }

    public double? Cost { get; init; }

    public long Attempts { get; init; }

    public long Retries { get; init; }

    public long Fallbacks { get; init; }

    public IReadOnlyList<GuardrailRow> Guardrails { get; init; } = [];

    public string? ErrorType { get; init; }

    public bool IsCacheHit { get; init; }

    public int Spans { get; init; }

    public long Bytes { get; init; }

    public bool IsPinned { get; init; }
}
