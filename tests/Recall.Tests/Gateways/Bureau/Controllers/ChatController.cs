using Bureau.Models;
using Bureau.Services;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Bureau.Controllers;

[ApiController]
[Authorize]
[Route("v1/chat/completions")]
public class ChatController : ControllerBase
{
    private readonly ICompletionService _completions;
    private readonly ModerationService _moderation;

    public ChatController(ICompletionService completions, ModerationService moderation)
    {
        _completions = completions;
        _moderation = moderation;
    }

    [HttpPost]
    [TracedLlmRoute]
    public async Task<IActionResult> Post([FromBody] ChatRequest request, CancellationToken cancellationToken)
    {
        if (request.Messages.Count == 0)
        {
            throw new InvalidInputException(nameof(request.Messages));
        }

        if (request.Metadata != null)
        {
            Response.Headers["X-Session"] = request.Metadata.SessionId;
            Response.Headers["X-Trace-Name"] = request.Metadata.TraceName;
        }

        await _moderation.ReviewAsync(request.Messages, cancellationToken);
        var answer = await _completions.CompleteAsync("v1/chat/completions", request, cancellationToken);
        return Content(answer, "application/json");
    }
}
