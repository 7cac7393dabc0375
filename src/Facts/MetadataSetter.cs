namespace TracedLlm.Facts;

/// <summary>Who may set a metadata key.</summary>
internal enum MetadataSetter
{
    /// <summary>The caller, in the request.</summary>
    Request,

    /// <summary>The gateway; the same name in a request is dropped and counted.</summary>
    Gateway,

    /// <summary>Both.</summary>
    Both,
}
