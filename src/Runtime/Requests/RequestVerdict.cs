namespace TracedLlm.Requests;

/// <summary>The decision about a request before its ending. A value can only be replaced by a value that is later in this list.</summary>
internal enum RequestVerdict
{
    /// <summary>The request runs, or ended regularly.</summary>
    None,

    /// <summary>A guardrail has blocked the request.</summary>
    Blocked,

    /// <summary>The caller left before the response was complete.</summary>
    Cancelled,

    /// <summary>The application stopped, and the shutdown deadline passed.</summary>
    CancelledByShutdown,
}
