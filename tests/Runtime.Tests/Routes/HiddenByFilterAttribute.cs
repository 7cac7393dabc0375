using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace TracedLlm.Tests.Routes;

/// <summary>An exception filter, as gateways have, that makes a response of every exception.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HiddenByFilterAttribute : ExceptionFilterAttribute
{
    public override void OnException(ExceptionContext context)
    {
        context.Result = new ObjectResult("sorry") { StatusCode = 500 };
        context.ExceptionHandled = true;
    }
}
