namespace TracedLlm.Testing.Otlp;

/// <summary>A log record as a backend receives it.</summary>
public sealed record ReceivedLog
{
    /// <summary>The time, in nanoseconds since the Unix epoch.</summary>
    public ulong TimeUnixNano { get; init; }

    /// <summary>OTLP's number of the severity: 9 is information, 13 warning, 17 error.</summary>
    public int SeverityNumber { get; init; }

    /// <summary>The name of the severity, or empty.</summary>
    public string SeverityText { get; init; } = "";

    /// <summary>The body: a value like those of <see cref="ReceivedAttributes"/>.</summary>
    public object? Body { get; init; }

    /// <summary>The attributes.</summary>
    public ReceivedAttributes Attributes { get; init; } = ReceivedAttributes.Empty;

    /// <summary>The number of attributes that the sender dropped.</summary>
    public uint DroppedAttributesCount { get; init; }

    /// <summary>W3C trace flags in the low byte.</summary>
    public uint Flags { get; init; }

    /// <summary>32 hex digits, or empty.</summary>
    public string TraceId { get; init; } = "";

    /// <summary>16 hex digits, or empty.</summary>
    public string SpanId { get; init; } = "";

    /// <summary>The event's name, or empty.</summary>
    public string EventName { get; init; } = "";

    /// <summary>The logger's category.</summary>
    public string ScopeName { get; init; } = "";

    /// <summary>The scope's version, or empty.</summary>
    public string ScopeVersion { get; init; } = "";

    /// <summary>The resource's attributes.</summary>
    public ReceivedAttributes Resource { get; init; } = ReceivedAttributes.Empty;
}
