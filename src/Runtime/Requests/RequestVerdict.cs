namespace TracedLlm.Requests;

/// <summary>What has been decided about a request before its ending. A later value replaces an earlier one, never the other way round.</summary>
internal enum RequestVerdict
{
    /// <summary>The request runs, or came to its regular end.</summary>
    None,

    /// <summary>A guardrail has blocked the request.</summary>
    Blocked,

    /// <summary>The caller left before the response was complete.</summary>
    Cancelled,

    /// <summary>The application stopped and waited no longer.</summary>
    CancelledByShutdown,
}
