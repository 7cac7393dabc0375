namespace TracedLlm.Requests;

/// <summary>Where an attribute of <c>litellm_request</c> comes from; of two that say something else, the later one here wins.</summary>
internal enum RequestTagSource
{
    /// <summary>The response as it leaves the gateway.</summary>
    GatewayResponse,

    /// <summary>The request.</summary>
    Request,

    /// <summary>The provider's response.</summary>
    Provider,

    /// <summary>An attribute that the gateway sets.</summary>
    Gateway,

    /// <summary>What the gateway states: <see cref="LlmTrace.SetUsage"/> and the like.</summary>
    Stated,
}
