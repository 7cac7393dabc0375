namespace TracedLlm.Requests;

/// <summary>The state of the caller's connection as the runtime knows it, besides the server's <c>RequestAborted</c> token.</summary>
internal enum CallerState
{
    /// <summary>The caller waits for the rest of the response.</summary>
    Waiting,

    /// <summary>The caller has the whole response, or the event that ends it.</summary>
    Served,

    /// <summary>The caller left before it had the whole response.</summary>
    Gone,

    /// <summary>The caller had the whole response, or the event that ends it, and has left.</summary>
    ServedAndGone,
}
