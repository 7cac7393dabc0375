namespace TracedLlm.Requests;

/// <summary>The phase of a request. The phase only advances.</summary>
internal enum RequestPhase
{
    /// <summary>The trace is open; the handler has not started.</summary>
    Arrived,

    /// <summary>The handler runs.</summary>
    Handling,

    /// <summary>The handler has returned or thrown. The <see cref="RequestVerdict"/> on the caller is final.</summary>
    Returned,

    /// <summary>The ending is being decided: the failure logs are called, and attributes can still be set.</summary>
    Closing,

    /// <summary>The response has ended. The <see cref="Microsoft.AspNetCore.Http.HttpContext"/> may serve another request.</summary>
    Completed,
}
