namespace TracedLlm.Samples.Gateway;

/// <summary>The requests inside a request, such as <c>params</c> of every element of <c>requests</c> in Anthropic's batches.</summary>
/// <param name="List">The field with the list.</param>
/// <param name="Body">The member of an element that is the request.</param>
/// <param name="Format">The API of these requests.</param>
internal sealed record InnerRequests(string List, string Body, WireFormat Format);
