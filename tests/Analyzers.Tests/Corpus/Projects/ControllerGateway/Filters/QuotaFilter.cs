using ControllerGateway.Services;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace ControllerGateway.Filters;

public sealed class QuotaFilter(QuotaLedger ledger) : IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var key = context.HttpContext.User.Identity?.Name ?? "anonymous";
        if (!ledger.TryTake(key))
        {
            context.Result = new ObjectResult(new ProblemDetails { Title = "The quota of your key is used up", Status = 402 }) { StatusCode = 402 };
            return;
        }

        var executed = await next();
        if (executed.Exception is not null || context.HttpContext.Response.StatusCode >= 500)
        {
            ledger.GiveBack(key);
        }
    }
}
