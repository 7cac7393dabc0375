using Microsoft.Extensions.Logging;
using TracedLlm.Conventions;
using TracedLlm.Requests;

namespace TracedLlm.Failures;

/// <summary>
/// Logs failed requests, each at the level of its row in <see cref="RequestEndings"/>. An unexpected failure is logged with its
/// exception. An expected failure is logged without its exception, because the exception can quote the caller's request.
/// </summary>
internal sealed partial class FailureLogger(ILoggerFactory loggers) : ILlmFailureLog
{
    private readonly ILogger _logger = loggers.CreateLogger(LogCategories.Failures);

    public void Log(LlmFailure failure)
    {
        var level = RequestEndings.FindFailure(failure.Outcome, failure.IsExpected).LogLevel;
        switch (failure)
        {
            case { IsExpected: false }:
                Failed(level, failure.Api, failure.Route, failure.StatusCode, failure.ErrorType, failure.Exception);
                break;
            case { Outcome: LlmFailureOutcome.Refused }:
                Refused(level, failure.Api, failure.Route, failure.StatusCode, failure.ErrorType);
                break;
            case { Outcome: LlmFailureOutcome.Blocked }:
                Blocked(level, failure.Api, failure.Route, failure.StatusCode);
                break;
            default:
                PassedOn(level, failure.Api, failure.Route, failure.StatusCode, failure.ErrorType);
                break;
        }
    }

    [LoggerMessage(EventId = 1, Message = "The request failed: {Api} {Route} {StatusCode} {ErrorType}")]
    private partial void Failed(LogLevel level, LlmApi api, string? route, int statusCode, string errorType, Exception? exception);

    [LoggerMessage(EventId = 2, Message = "The request was refused: {Api} {Route} {StatusCode} {ErrorType}")]
    private partial void Refused(LogLevel level, LlmApi api, string? route, int statusCode, string errorType);

    [LoggerMessage(EventId = 3, Message = "A guardrail blocked the request: {Api} {Route} {StatusCode}")]
    private partial void Blocked(LogLevel level, LlmApi api, string? route, int statusCode);

    [LoggerMessage(EventId = 4, Message = "The request failed, and the caller received a 4xx: {Api} {Route} {StatusCode} {ErrorType}")]
    private partial void PassedOn(LogLevel level, LlmApi api, string? route, int statusCode, string errorType);
}
