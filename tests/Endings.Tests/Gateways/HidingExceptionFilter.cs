using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace TracedLlm.Endings.Tests.Gateways;

/// <summary>Makes a response of every exception of an action.</summary>
internal sealed class HidingExceptionFilter : IExceptionFilter
{
    public void OnException(ExceptionContext context) =>
        context.Result = new ObjectResult("The gateway says no.") { StatusCode = RunningGateway.StatusOfHidden };
}
