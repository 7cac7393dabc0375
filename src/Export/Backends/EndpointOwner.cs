namespace TracedLlm.Export.Backends;

/// <summary>Who has chosen an endpoint. The order is the order of trust: a failure counts against its own owner and those after it.</summary>
internal enum EndpointOwner
{
    /// <summary>The operator's configuration.</summary>
    Operator,

    /// <summary>The settings of a key or a team.</summary>
    Tenant,

    /// <summary>A request: whoever can call the gateway.</summary>
    Request,
}
