namespace TracedLlm.Samples.Gateway;

/// <summary>What a failed call failed of, in LiteLLM's classes of errors.</summary>
internal enum FailureKind
{
    /// <summary>None of the others, such as a redirection or a 403.</summary>
    Other,

    /// <summary>The provider did not answer in time, or says that something behind it did not.</summary>
    Timeout,

    /// <summary>The deployment has no quota left.</summary>
    RateLimit,

    /// <summary>The provider refused the key.</summary>
    Authentication,

    /// <summary>The provider does not know something, such as a file or a thread that the request names.</summary>
    NotFound,

    /// <summary>The provider does not know the model, or nothing of the API is at the address.</summary>
    UnknownModel,

    /// <summary>The request is longer than the model's context window.</summary>
    ContextWindow,

    /// <summary>The provider's content policy refused the request.</summary>
    ContentPolicy,

    /// <summary>The request is wrong in another way.</summary>
    BadRequest,

    /// <summary>The provider failed.</summary>
    InternalServer,

    /// <summary>Something between the gateway and the provider failed.</summary>
    BadGateway,

    /// <summary>The provider is overloaded.</summary>
    ServiceUnavailable,

    /// <summary>The provider could not be reached, or broke off.</summary>
    Connection,
}
