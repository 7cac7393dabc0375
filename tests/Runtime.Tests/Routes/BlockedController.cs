using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using TracedLlm.Tests.Failures;

namespace TracedLlm.Tests.Routes;

/// <summary>Actions whose guardrail blocks, and a filter that words it as an answer.</summary>
[ApiController]
[Route("v1")]
[Polite]
#pragma warning disable CA1822 // An action is an instance method.
public sealed class BlockedController : ControllerBase
{
    [TracedLlmRoute]
    [HttpPost("images/generations")]
    public Task DrawAsync() => ThrowingGuardrails.ThrowAsync(new PolicyException());

    [TracedLlmRoute]
    [HttpPost("audio/speech")]
    public Task SpeakAsync() => ThrowingGuardrails.ThrowAsync(new PolicyException());

    private sealed class PoliteAttribute : ExceptionFilterAttribute
    {
        public override void OnException(ExceptionContext context)
        {
            context.Result = new ContentResult { Content = "sorry", StatusCode = 200 };
            context.ExceptionHandled = true;
        }
    }
}
