namespace TracedLlm.Testing.Otlp;

/// <summary>A span link. Ids are lower-case hex.</summary>
public sealed record ReceivedLink(
    string TraceId,
    string SpanId,
    ReceivedAttributes Attributes,
    string TraceState = "",
    uint Flags = 0,
    uint DroppedAttributesCount = 0);
