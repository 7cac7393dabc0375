namespace TracedLlm.Export;

/// <summary>The answer of a backend to a request without spans.</summary>
/// <param name="Backend">Its name, as in <c>TracedLlm:Callbacks</c>.</param>
/// <param name="Address">The address of the request; <see langword="null"/> if no request was sent.</param>
/// <param name="IsAccepted">Whether the backend would accept spans.</param>
/// <param name="Text">The status and the message of the answer, or why no request was sent. Without secrets.</param>
public sealed record BackendAnswer(string Backend, Uri? Address, bool IsAccepted, string Text);
