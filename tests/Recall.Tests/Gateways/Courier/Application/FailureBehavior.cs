namespace Courier.Application;

public sealed class FailureLogger(ILogger<FailureLogger> logger)
{
    [FailureLoggingPath]
    public Task LogAsync(Exception exception, object? request = null)
    {
        logger.LogError(exception, "{Request} failed", request?.GetType().Name);
        return Task.CompletedTask;
    }
}

public sealed class TimingBehavior<TRequest, TResponse>(ILogger<TimingBehavior<TRequest, TResponse>> logger) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, Func<Task<TResponse>> next, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        try
        {
            return await next();
        }
        finally
        {
            logger.LogDebug("{Request} took {Time}", typeof(TRequest).Name, TimeProvider.System.GetElapsedTime(start));
        }
    }
}
