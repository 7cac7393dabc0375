using Bureau.Models;
using Bureau.Services;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Bureau.Controllers;

[ApiController]
[Authorize]
[Route("v1")]
public class AnthropicController : ControllerBase
{
    private readonly ICompletionService _completions;
    private readonly ModerationService _moderation;
    private readonly ILogger<AnthropicController> _logger;

    public AnthropicController(ICompletionService completions, ModerationService moderation, ILogger<AnthropicController> logger)
    {
        _completions = completions;
        _moderation = moderation;
        _logger = logger;
    }

    [HttpPost("messages")]
    [TracedLlmRoute]
    public async Task<IActionResult> CreateMessage([FromBody] MessagesRequest request, CancellationToken cancellationToken)
    {
        var session = request.Gateway?.SessionId ?? HttpContext.TraceIdentifier;
        Response.Headers["X-Session"] = session;
        _logger.LogInformation("Message of {User} in {Session}", request.Metadata?.UserId, session);

        await _moderation.ReviewAsync(request.Messages, cancellationToken);
        var answer = await _completions.CompleteAsync("v1/messages", request, cancellationToken);
        return Content(answer, "application/json");
    }

    [HttpPost("messages/batches")]
    [TracedLlmRoute]
    public async Task<IActionResult> CreateBatch([FromBody] BatchRequest request, CancellationToken cancellationToken)
    {
        if (request.Requests.Count > 10_000)
        {
            throw new InvalidInputException("A batch has at most 10,000 requests");
        }

        object? name = null;
        request.LitellmMetadata?.TryGetValue("generation_name", out name);
        _logger.LogInformation("Batch {Name}", name);
        return Content(await _completions.CompleteAsync("v1/messages/batches", request, cancellationToken), "application/json");
    }
}
