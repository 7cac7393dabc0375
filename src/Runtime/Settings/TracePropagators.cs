namespace TracedLlm;

/// <summary>The forms of trace context that a gateway reads and writes.</summary>
[Flags]
public enum TracePropagators
{
    /// <summary>No trace context.</summary>
    None = 0,

    /// <summary>W3C Trace Context: <c>traceparent</c> and <c>tracestate</c>.</summary>
    TraceContext = 1,

    /// <summary>W3C Baggage: <c>baggage</c>.</summary>
    Baggage = 2,
}
