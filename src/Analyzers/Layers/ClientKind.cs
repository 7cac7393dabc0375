namespace TracedLlm.Analyzers.Layers;

/// <summary>How code gets an HTTP client.</summary>
internal enum ClientKind
{
    /// <summary>In the constructor of a type that is registered with the client.</summary>
    Typed,

    /// <summary>From the factory, by its name.</summary>
    Named,

    /// <summary>The code creates the client.</summary>
    Made,
}
