using Microsoft.AspNetCore.Mvc;

namespace TracedLlm.Tests.Routes;

/// <summary>Traced actions of MVC.</summary>
[ApiController]
[Route("v1")]
#pragma warning disable CA1822 // An action is an instance method.
public sealed class ChatController : ControllerBase
{
    [TracedLlmRoute]
    [HttpPost("chat/completions")]
    public IActionResult Complete()
    {
        using var span = LlmSpan.StartStage("work");
        return Ok(new { api = LlmTrace.Current!.Api.ToString() });
    }

    [TracedLlmRoute]
    [HiddenByFilter]
    [HttpPost("messages")]
    public IActionResult Throw() => throw new InvalidOperationException("hidden by a filter");

    [TracedLlmRoute]
    [HiddenByFilter]
    [HttpPost("responses")]
    public IActionResult ThrowByHand()
    {
        var route = Generated.GeneratedCode.EnterRoute([new("litellm.team.id", "blue")]);
        try
        {
            throw new InvalidOperationException("hidden by a filter");
        }
        catch (Exception exception) when (route.RecordException(exception))
        {
            throw;
        }
        finally
        {
            route.End();
        }
    }

    [TracedLlmRoute]
    [HttpPost("embeddings")]
    public IActionResult Refuse() => Problem("too many", statusCode: 429);
}
