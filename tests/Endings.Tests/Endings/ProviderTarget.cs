namespace TracedLlm.Endings.Tests.Endings;

/// <summary>The target of an attempt.</summary>
internal enum ProviderTarget
{
    /// <summary>The provider.</summary>
    Upstream,

    /// <summary>The provider, called by a client with a timeout of a tenth of a second.</summary>
    Impatient,

    /// <summary>A closed port.</summary>
    Closed,
}
