namespace TracedLlm.Analyzers.Spans;

/// <summary>Where authorization is in a pipeline whose authentication is implicit.</summary>
internal enum AuthorizationOrder
{
    /// <summary>Code that cannot be read may register it.</summary>
    Unknown,

    /// <summary>None is registered.</summary>
    None,

    /// <summary>The pipeline says where.</summary>
    Explicit,

    /// <summary>It is registered, and in front, too. Behind it, authentication would be too late.</summary>
    Implicit,
}
