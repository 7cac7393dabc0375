namespace TracedLlm.Requests;

/// <summary>How far a request has come. A request only goes forward.</summary>
internal enum RequestPhase
{
    /// <summary>The trace is open; no handler has been reached.</summary>
    Arrived,

    /// <summary>The handler runs.</summary>
    Handling,

    /// <summary>The handler has returned or thrown, so that the <see cref="RequestVerdict"/> on the caller is final.</summary>
    Returned,

    /// <summary>The ending is being decided: the failure logs are called, and attributes can still be set.</summary>
    Closing,

    /// <summary>The response has ended. The <see cref="Microsoft.AspNetCore.Http.HttpContext"/> may serve another request.</summary>
    Completed,
}
