using TracedLlm.Apis;

namespace TracedLlm.Taps;

/// <summary>The part of a request that a tap writes to: whether the caller received the response.</summary>
internal interface IResponseDelivery
{
    /// <summary>Whether the caller received the whole response, or the event that ends it, before the caller left.</summary>
    bool IsCallerServed { get; }

    /// <summary>The rest of the response goes to the caller. A caller that leaves after this call does not cancel the request.</summary>
    /// <param name="evenIfAborted">Whether the call has an effect even if the connection is closed.</param>
    void SetCallerServed(bool evenIfAborted = false);

    /// <summary>The caller has left, and the server does not report it.</summary>
    void SetCallerGone();

    /// <summary>The body of a response to the caller, whose status is 400 or more, describes the error.</summary>
    /// <param name="error">The error.</param>
    void SetError(ReportedError error);

    /// <summary>The caller has sent a message of a session. Messages are not kept.</summary>
    void NoteFrame();

    /// <summary>The gateway has closed a session with an error.</summary>
    /// <param name="error">The error, with the <c>error.type</c> of the request.</param>
    void Fail(ReportedError error);
}
