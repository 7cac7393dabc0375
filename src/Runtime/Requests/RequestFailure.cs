namespace TracedLlm.Requests;

/// <summary>How a request failed.</summary>
/// <param name="Ending">The row of <see cref="RequestEndings"/>.</param>
/// <param name="ErrorType"><c>error.type</c>.</param>
/// <param name="StatusCode">The status that the caller received.</param>
/// <param name="Exception">The exception that made the request fail; <see langword="null"/> if no exception did.</param>
internal sealed record RequestFailure(RequestEnding Ending, string ErrorType, int StatusCode, Exception? Exception);
