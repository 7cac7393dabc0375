namespace TracedLlm.Testing.Otlp;

/// <summary>A span event. The time is in nanoseconds since the Unix epoch.</summary>
public sealed record ReceivedEvent(string Name, ulong TimeUnixNano, ReceivedAttributes Attributes, uint DroppedAttributesCount = 0);
