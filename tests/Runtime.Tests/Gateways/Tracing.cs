namespace TracedLlm.Tests.Gateways;

/// <summary>Whether a gateway records its requests.</summary>
public enum Tracing
{
    /// <summary>All of them.</summary>
    On,

    /// <summary>Somebody listens, and the sampler drops them.</summary>
    Unsampled,

    /// <summary>Nobody listens.</summary>
    Off,
}
