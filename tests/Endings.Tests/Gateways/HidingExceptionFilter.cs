using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace TracedLlm.Endings.Tests.Gateways;

/// <summary>Turns every exception of an action into a response.</summary>
internal sealed class HidingExceptionFilter : IExceptionFilter
{
    public void OnException(ExceptionContext context) =>
        context.Result = new ObjectResult("The gateway says no.") { StatusCode = RunningGateway.StatusOfHidden };
}
