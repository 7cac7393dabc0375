namespace TracedLlm.Responses;

/// <summary>The sender of a response.</summary>
internal enum ResponseOrigin
{
    /// <summary>The gateway, to its caller.</summary>
    Gateway,

    /// <summary>A provider, to the gateway.</summary>
    Provider,

    /// <summary>A provider that reported an error in its response.</summary>
    FailedProvider,
}
