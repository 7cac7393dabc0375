namespace TracedLlm.Testing.Otlp;

/// <summary>A span as a backend receives it. Ids are lower-case hex, times nanoseconds since the Unix epoch.</summary>
public sealed record ReceivedSpan
{
    /// <summary>32 hex digits.</summary>
    public required string TraceId { get; init; }

    /// <summary>16 hex digits.</summary>
    public required string SpanId { get; init; }

    /// <summary>16 hex digits, or empty for a root.</summary>
    public string ParentSpanId { get; init; } = "";

    /// <summary>The span's name.</summary>
    public required string Name { get; init; }

    /// <summary>The kind; by default internal.</summary>
    public ReceivedSpanKind Kind { get; init; } = ReceivedSpanKind.Internal;

    /// <summary>The start.</summary>
    public ulong StartUnixNano { get; init; }

    /// <summary>The end.</summary>
    public ulong EndUnixNano { get; init; }

    /// <summary>W3C trace flags in the low byte; 0x100 and 0x200 say whether the parent is known to be remote.</summary>
    public uint Flags { get; init; }

    /// <summary>W3C <c>tracestate</c>, or empty.</summary>
    public string TraceState { get; init; } = "";

    /// <summary>The attributes.</summary>
    public ReceivedAttributes Attributes { get; init; } = ReceivedAttributes.Empty;

    /// <summary>The status.</summary>
    public ReceivedStatus Status { get; init; }

    /// <summary>The status message, or empty.</summary>
    public string StatusMessage { get; init; } = "";

    /// <summary>The events in the order received.</summary>
    public IReadOnlyList<ReceivedEvent> Events { get; init; } = [];

    /// <summary>The links in the order received.</summary>
    public IReadOnlyList<ReceivedLink> Links { get; init; } = [];

    /// <summary>The number of attributes that the sender dropped.</summary>
    public uint DroppedAttributesCount { get; init; }

    /// <summary>The number of events that the sender dropped.</summary>
    public uint DroppedEventsCount { get; init; }

    /// <summary>The number of links that the sender dropped.</summary>
    public uint DroppedLinksCount { get; init; }

    /// <summary>The instrumentation scope's name.</summary>
    public string ScopeName { get; init; } = "";

    /// <summary>The instrumentation scope's version, or empty.</summary>
    public string ScopeVersion { get; init; } = "";

    /// <summary>The schema URL of the scope's spans, or empty.</summary>
    public string SchemaUrl { get; init; } = "";

    /// <summary>The resource's attributes.</summary>
    public ReceivedAttributes Resource { get; init; } = ReceivedAttributes.Empty;
}
