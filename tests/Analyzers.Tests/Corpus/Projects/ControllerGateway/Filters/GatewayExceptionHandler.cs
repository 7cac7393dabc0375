using ControllerGateway.Services;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace ControllerGateway.Filters;

public sealed class GatewayExceptionHandler(IProblemDetailsService problems) : IExceptionHandler
{
    [FailureLoggingPath]
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var (status, title) = exception switch
        {
            ProviderException { Status: var provider } => ((int)provider, "The provider refused"),
            TimeoutException => (StatusCodes.Status504GatewayTimeout, "The provider took too long"),
            BadHttpRequestException bad => (bad.StatusCode, "The request cannot be read"),
            _ => (StatusCodes.Status500InternalServerError, "The gateway failed"),
        };
        httpContext.Response.StatusCode = status;
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            Exception = exception,
            ProblemDetails = new ProblemDetails { Title = title, Status = status, Detail = exception.Message },
        });
    }
}
