using System.Diagnostics;

namespace TracedLlm.Requests;

/// <summary>Writes the events of a request.</summary>
internal interface IRequestEvents
{
    /// <summary><c>litellm_request</c> has all its attributes, and is about to end. The method does not throw.</summary>
    /// <param name="request">The request.</param>
    /// <param name="llmRequest"><c>litellm_request</c>.</param>
    /// <param name="failure">The failure; <see langword="null"/> if the request has not failed with an error.</param>
    void Write(RequestState request, Activity llmRequest, RequestFailure? failure);
}
