namespace TracedLlm.Requests;

/// <summary>Receives every request after the end of its spans.</summary>
internal interface IRequestReport
{
    /// <summary>A request has ended. The method does not throw.</summary>
    /// <param name="request">The request, whose spans have ended.</param>
    /// <param name="ending">Its ending.</param>
    /// <param name="ended">The facts that decided it.</param>
    void Report(RequestState request, RequestEnding ending, in EndedRequest ended);
}
