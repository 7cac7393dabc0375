namespace TracedLlm;

/// <summary>How far the trace context that a caller sends is trusted.</summary>
public enum InboundTrust
{
    /// <summary>It is continued: its ids become the root's trace and parent. Whether the request is recorded is decided here. The default.</summary>
    Continue,

    /// <summary>It is continued, and the caller's sampled flag is followed too.</summary>
    Full,

    /// <summary>It becomes a link; the request is a trace of its own.</summary>
    Link,

    /// <summary>It is ignored.</summary>
    Ignore,
}
