namespace TracedLlm.Export;

/// <summary>What became of one request to a backend.</summary>
internal enum SendOutcome
{
    /// <summary>The backend has the spans, but for those that it says it rejected.</summary>
    Accepted,

    /// <summary>It may take them later.</summary>
    Retry,

    /// <summary>It fails at them, perhaps for a fault of its own: tried again a few times, then as <see cref="Malformed"/>.</summary>
    Failed,

    /// <summary>It takes no request of this size.</summary>
    TooLarge,

    /// <summary>It does not understand something in the request, which may be one span of many.</summary>
    Malformed,

    /// <summary>It does not take this encoding of the body.</summary>
    Compressed,

    /// <summary>It will not take them: the credentials are wrong, or the address is.</summary>
    Rejected,
}
