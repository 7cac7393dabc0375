namespace TracedLlm;

/// <summary>How far the gateway trusts the trace context that a caller sends.</summary>
public enum InboundTrust
{
    /// <summary>
    /// The gateway continues the trace: the caller's ids become the root's trace and parent. The gateway decides whether the
    /// request is recorded. This is the default.
    /// </summary>
    Continue,

    /// <summary>The gateway continues the trace, and also follows the caller's sampled flag.</summary>
    Full,

    /// <summary>The gateway starts a new trace, and links it to the caller's trace.</summary>
    Link,

    /// <summary>The gateway ignores the caller's trace context.</summary>
    Ignore,
}
