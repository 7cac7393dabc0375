namespace TracedLlm.Requests;

/// <summary>
/// The source of an attribute of <c>litellm_request</c>. If two sources give different values, the source that is later in this
/// list wins.
/// </summary>
internal enum RequestTagSource
{
    /// <summary>The response that the gateway sends to its caller.</summary>
    GatewayResponse,

    /// <summary>The request.</summary>
    Request,

    /// <summary>The provider's response.</summary>
    Provider,

    /// <summary>An attribute that the gateway's code sets.</summary>
    Gateway,

    /// <summary>A fact that the gateway states, for example with <see cref="LlmTrace.SetUsage"/>.</summary>
    Stated,
}
