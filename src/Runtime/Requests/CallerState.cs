namespace TracedLlm.Requests;

/// <summary>What is known of the caller's connection, apart from the server's own token.</summary>
internal enum CallerState
{
    /// <summary>The caller waits for the rest of the response.</summary>
    Waiting,

    /// <summary>The caller has the whole response, or the event that ends it.</summary>
    Served,

    /// <summary>The caller has left before.</summary>
    Gone,

    /// <summary>The caller has left and had the whole response, or the event that ends it.</summary>
    ServedAndGone,
}
