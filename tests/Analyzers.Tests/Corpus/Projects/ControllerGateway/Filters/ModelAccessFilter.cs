using ControllerGateway.Models;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace ControllerGateway.Filters;

public class ModelAccessFilter : ActionFilterAttribute
{
    public override void OnActionExecuting(ActionExecutingContext context)
    {
        var allowed = context.HttpContext.User.FindAll("model").Select(claim => claim.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var input in context.ActionArguments.Values.OfType<CompletionInput>())
        {
            if (allowed.Count > 0 && !allowed.Contains(input.Model))
            {
                context.Result = new ForbidResult();
            }
        }
    }
}
