internal sealed record FailureRow(LlmApi Api, string? Route, int StatusCode, string ErrorType, LlmFailureOutcome Outcome);
