namespace TracedLlm.Attempts;

/// <summary>The work of an attempt of a request that records no spans.</summary>
internal enum CountedWork
{
    /// <summary>A traced method, which is an attempt.</summary>
    Method,

    /// <summary>An HTTP request of a traced client, which is an attempt.</summary>
    Request,

    /// <summary>The first HTTP request of a method that is an attempt, or the first traced method that it calls.</summary>
    PartOfMethod,
}
