namespace TracedLlm.Requests;

/// <summary>
/// The exceptions of one request: the one that made it fail, and the one of its last stage. Each rule says whether an exception counts
/// that comes after another one. It is a part of <see cref="RequestLifecycle"/>; the lock of the request guards it.
/// </summary>
internal struct RequestExceptions
{
    // No byte of the response had been sent when the exception left the handler, so that a middleware may answer all the same.
    private bool _mayBeAnswered;

    /// <summary>The exception that made the request fail; <see langword="null"/> if none did.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The exception of the last stage that failed. The gateway may go on after it.</summary>
    public Exception? Stage { get; set; }

    /// <summary>Records the exception that made the request fail, whatever the gateway answers. The first exception counts.</summary>
    public void Record(Exception exception)
    {
        Failure ??= exception;
        _mayBeAnswered = false;
    }

    /// <summary>
    /// Records an exception that leaves the handler, or a middleware around it. The first exception counts. It has no effect on the
    /// request if the response had not started, and a middleware answers with a status below 400.
    /// </summary>
    public void RecordThrown(Exception exception, bool hasStarted)
    {
        _mayBeAnswered = (Failure is null || _mayBeAnswered) && !hasStarted;
        Failure ??= exception;
    }

    /// <summary>Records an exception of which an exception handler of ASP.NET Core has made the response. The first exception counts.</summary>
    public void RecordHandled(Exception exception)
    {
        // The exception handler handles no exception of a response that has started.
        _mayBeAnswered |= Failure is null;
        Failure ??= exception;
    }

    /// <summary>The handler runs again: only its last exception counts.</summary>
    public void Restart() => Failure = null;

    /// <summary>The request closes: a response with a status below 400 answers an exception that may be answered.</summary>
    public void Close(int statusCode)
    {
        if (_mayBeAnswered && statusCode is > 0 and < 400)
        {
            Failure = null;
        }
    }
}
