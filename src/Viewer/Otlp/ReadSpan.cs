namespace TracedLlm.Viewer.Otlp;

/// <summary>A span as a backend reads it from OTLP.</summary>
internal sealed record ReadSpan
{
    /// <summary>Lower-case hex.</summary>
    public required string TraceId { get; init; }

    /// <summary>Lower-case hex.</summary>
    public required string SpanId { get; init; }

    /// <summary>Lower-case hex; <see langword="null"/> for a span without a parent.</summary>
    public string? ParentSpanId { get; init; }

    public string Name { get; init; } = "";

    /// <summary>The number of the kind in OTLP: 1 internal, 2 server, 3 client, 4 producer, 5 consumer.</summary>
    public int Kind { get; init; }

    /// <summary>Nanoseconds since 1970.</summary>
    public ulong Start { get; init; }

    /// <summary>Nanoseconds since 1970.</summary>
    public ulong End { get; init; }

    /// <summary>The number of the status in OTLP: 0 unset, 1 ok, 2 error.</summary>
    public int Status { get; init; }

    public string? StatusMessage { get; init; }

    public ReadAttributes Attributes { get; init; } = ReadAttributes.None;

    public IReadOnlyList<ReadEvent> Events { get; init; } = [];

    public IReadOnlyList<ReadLink> Links { get; init; } = [];
}
