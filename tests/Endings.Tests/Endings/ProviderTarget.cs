namespace TracedLlm.Endings.Tests.Endings;

/// <summary>Where an attempt goes.</summary>
internal enum ProviderTarget
{
    /// <summary>The provider.</summary>
    Upstream,

    /// <summary>The provider, by a client that waits a tenth of a second.</summary>
    Impatient,

    /// <summary>A port that nobody listens on.</summary>
    Closed,
}
