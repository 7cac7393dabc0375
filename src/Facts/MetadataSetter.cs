namespace TracedLlm.Facts;

/// <summary>Who may set a metadata key.</summary>
internal enum MetadataSetter
{
    /// <summary>The caller, in the request.</summary>
    Request,

    /// <summary>The gateway. The library drops and counts the same name in a request.</summary>
    Gateway,

    /// <summary>The caller and the gateway.</summary>
    Both,
}
