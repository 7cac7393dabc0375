namespace TracedLlm;

/// <summary>What becomes of a request that names no session; LiteLLM's <c>missing_session_id</c>.</summary>
public enum MissingSession
{
    /// <summary>Its spans have no session.</summary>
    Omit,

    /// <summary>Its spans have a new session of their own.</summary>
    Generate,

    /// <summary>
    /// The gateway refuses it. The library refuses nothing: it reads requests with tracing off too, so that the gateway sees that
    /// <see cref="LlmTrace.SessionId"/> is <see langword="null"/>.
    /// </summary>
    Reject,
}
