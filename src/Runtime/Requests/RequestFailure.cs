namespace TracedLlm.Requests;

/// <summary>How a request failed.</summary>
/// <param name="Ending">The row of <see cref="RequestEndings"/>.</param>
/// <param name="ErrorType"><c>error.type</c>.</param>
/// <param name="Message">Why it failed; <see langword="null"/> if nothing is known.</param>
/// <param name="Ended">The facts that decided the ending.</param>
internal sealed record RequestFailure(RequestEnding Ending, string ErrorType, string? Message, EndedRequest Ended);
