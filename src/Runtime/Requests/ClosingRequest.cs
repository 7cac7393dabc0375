namespace TracedLlm.Requests;

/// <summary>What is known when a request begins to close.</summary>
/// <param name="StatusCode">The status of the response, 0 where none was sent.</param>
/// <param name="HandlerStart">When the handler was reached, if it answered: <c>litellm_request</c> is back-dated to it.</param>
internal readonly record struct ClosingRequest(int StatusCode, DateTime? HandlerStart);
