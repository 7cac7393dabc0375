namespace TracedLlm.Endings.Tests.Endings;

/// <summary>What a gateway does when a stream breaks that its caller has begun to read.</summary>
internal enum BrokenStream
{
    /// <summary>Lets the exception go up, whereupon the server breaks the connection.</summary>
    Thrown,

    /// <summary>Breaks the connection itself, and is slow to return.</summary>
    Aborted,

    /// <summary>Sends an event of its own that says so, and ends the response in order.</summary>
    Told,
}
