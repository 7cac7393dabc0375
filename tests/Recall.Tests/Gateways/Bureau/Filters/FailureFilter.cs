using Bureau.Services;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Bureau.Filters;

public class FailureFilter : IExceptionFilter
{
    private readonly ILogger<FailureFilter> _logger;

    public FailureFilter(ILogger<FailureFilter> logger)
    {
        _logger = logger;
    }

    [FailureLoggingPath]
    public void OnException(ExceptionContext context)
    {
        _logger.LogError(context.Exception, "{Action} failed", context.ActionDescriptor.DisplayName);

        var status = context.Exception is BureauException known ? known.Status : 500;
        context.Result = new ObjectResult(new { error = context.Exception.Message }) { StatusCode = status };
        context.ExceptionHandled = true;
    }
}
