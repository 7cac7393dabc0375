namespace TracedLlm.Testing.Otlp;

/// <summary>OTLP's <c>Span.SpanKind</c>, with its numbers.</summary>
public enum ReceivedSpanKind
{
    /// <summary>Not stated.</summary>
    Unspecified,

    /// <summary>Work inside the process.</summary>
    Internal,

    /// <summary>A request received.</summary>
    Server,

    /// <summary>A request made.</summary>
    Client,

    /// <summary>A message sent.</summary>
    Producer,

    /// <summary>A message received.</summary>
    Consumer,
}
