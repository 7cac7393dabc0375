namespace TracedLlm.Taps;

/// <summary>What a tap notes on the request whose caller gets the response.</summary>
internal interface IResponseDelivery
{
    /// <summary>Whether the caller got the whole response, or the event that ends it, before the caller left.</summary>
    bool IsCallerServed { get; }

    /// <summary>The caller gets the rest of the response: a caller that leaves from here on does not cancel the request.</summary>
    /// <param name="evenIfAborted">Whether this counts although the connection is closed already.</param>
    void SetCallerServed(bool evenIfAborted = false);

    /// <summary>The caller has left, where the server does not report it.</summary>
    void SetCallerGone();

    /// <summary>The request has failed.</summary>
    /// <param name="errorType">Its <c>error.type</c>.</param>
    void Fail(string errorType);
}
