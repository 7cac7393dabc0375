using System.Diagnostics;
using Microsoft.AspNetCore.Mvc.Filters;

namespace ControllerGateway.Filters;

/// <summary>Writes a line for each call, whatever became of it.</summary>
public sealed class AuditFilter(ILogger<AuditFilter> logger, TimeProvider clock) : IAsyncActionFilter, IOrderedFilter
{
    public int Order => -100;

    public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        var started = clock.GetTimestamp();
        var executed = await next();
        var elapsed = clock.GetElapsedTime(started);
        context.HttpContext.Items["audit.elapsed"] = elapsed;
        context.HttpContext.Items["audit.trace"] = Activity.Current?.Id;
        if (executed.Exception is { } failure && !executed.ExceptionHandled)
        {
            logger.LogError(failure, "{Action} failed after {Elapsed}", context.ActionDescriptor.DisplayName, elapsed);
        }
        else
        {
            logger.LogInformation("{Action} took {Elapsed}", context.ActionDescriptor.DisplayName, elapsed);
        }
    }
}
