using Microsoft.Extensions.Logging;

namespace TracedLlm;

/// <summary>
/// Logs failed requests with their exception; those that are the caller's own, and blocks, by a line without one: what an
/// expected exception says may be what the caller sent.
/// </summary>
internal sealed partial class FailureLogger(ILoggerFactory loggers) : ILlmFailureLog
{
    /// <summary>The category of the log.</summary>
    public const string Category = "TracedLlm.Failures";

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    public void Log(LlmFailure failure)
    {
        if (!failure.IsExpected)
        {
            Failed(failure.Api, failure.Route, failure.StatusCode, failure.ErrorType, failure.Exception);
        }
        else if (failure.Outcome == LlmFailureOutcome.Refused)
        {
            Refused(failure.Api, failure.Route, failure.StatusCode, failure.ErrorType);
        }
        else if (failure.Outcome == LlmFailureOutcome.Blocked)
        {
            Blocked(failure.Api, failure.Route, failure.StatusCode);
        }
        else
        {
            PassedOn(failure.Api, failure.Route, failure.StatusCode, failure.ErrorType);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The request failed: {Api} {Route} {StatusCode} {ErrorType}")]
    private partial void Failed(LlmApi api, string? route, int statusCode, string errorType, Exception? exception);

    [LoggerMessage(2, LogLevel.Information, "The request was refused: {Api} {Route} {StatusCode} {ErrorType}")]
    private partial void Refused(LlmApi api, string? route, int statusCode, string errorType);

    [LoggerMessage(3, LogLevel.Warning, "A guardrail blocked the request: {Api} {Route} {StatusCode}")]
    private partial void Blocked(LlmApi api, string? route, int statusCode);

    [LoggerMessage(4, LogLevel.Warning, "The request failed as the caller's own: {Api} {Route} {StatusCode} {ErrorType}")]
    private partial void PassedOn(LlmApi api, string? route, int statusCode, string errorType);
}
