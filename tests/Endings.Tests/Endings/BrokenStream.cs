namespace TracedLlm.Endings.Tests.Endings;

/// <summary>The gateway's reaction if a stream breaks after the caller has begun to read it.</summary>
internal enum BrokenStream
{
    /// <summary>Throws the exception; the server breaks the connection.</summary>
    Thrown,

    /// <summary>Aborts the connection and returns later.</summary>
    Aborted,

    /// <summary>Sends an error event and ends the response normally.</summary>
    Told,
}
