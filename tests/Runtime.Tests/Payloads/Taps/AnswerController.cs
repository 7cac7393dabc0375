using Microsoft.AspNetCore.Mvc;

namespace TracedLlm.Tests.Payloads.Taps;

/// <summary>A traced action on a path of its own: all controllers of this assembly are mapped together.</summary>
[ApiController]
#pragma warning disable CA1822 // An action is an instance method.
public sealed class AnswerController : ControllerBase
{
    public const string Path = "/taps/v1/chat/completions";

    [TracedLlmRoute]
    [HttpPost(Path)]
    public IActionResult Answer() => Ok(new { id = "chatcmpl-1" });
}
