namespace ChatGateway.Failures;

/// <summary>Where every failure of a request is written and answered.</summary>
internal sealed class FailureLog(ILogger<FailureLog> logger) : ILlmFailureLog
{
    private long _failures;

    public long Failures => Interlocked.Read(ref _failures);

    public void Log(LlmFailure failure)
    {
        Interlocked.Increment(ref _failures);
        logger.Log(
            failure.IsExpected ? LogLevel.Information : LogLevel.Error,
            failure.Exception,
            "{Route} ended with {Status} ({Type})",
            failure.Route,
            failure.StatusCode,
            failure.ErrorType);
    }

    [FailureLoggingPath]
    public async Task AnswerAsync(HttpContext http, Exception failure)
    {
        if (failure is not (GatewayException or HttpRequestException or System.Text.Json.JsonException)) // TLM2001
        {
            return;
        }

        LlmTrace.Current?.RecordException(failure);
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        var (status, type) = failure switch
        {
            GatewayException known => (known.Status, known.Type),
            HttpRequestException => (StatusCodes.Status502BadGateway, "api_error"),
            _ => (StatusCodes.Status400BadRequest, "invalid_request_error"),
        };
        http.Response.StatusCode = status;
        await http.Response.WriteAsJsonAsync(new { error = new { message = failure.Message, type } });
    }
}
