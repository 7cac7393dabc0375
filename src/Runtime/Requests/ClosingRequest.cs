namespace TracedLlm.Requests;

/// <summary>The facts of a request when it begins to close.</summary>
/// <param name="StatusCode">The status of the response; 0 if no status was sent.</param>
/// <param name="HandlerStart">When the handler started, if the handler gave an answer: a <c>litellm_request</c> that has not started gets this start.</param>
internal readonly record struct ClosingRequest(int StatusCode, DateTime? HandlerStart);
