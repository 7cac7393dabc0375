using System.Net;
using System.Text.Json;
using ControllerGateway.Filters;
using ControllerGateway.Models;
using ControllerGateway.Services;
using Microsoft.AspNetCore.Mvc;

namespace ControllerGateway.Controllers;

[ApiController]
[Route("v1")]
public class CompletionsController(CompletionService completions, IConversationStore conversations) : ControllerBase
{
    /// <summary>Answers a chat.</summary>
    [HttpPost("chat/completions")]
    [TracedLlmRoute]
    [TypeFilter<ModelAccessFilter>]
    [ProducesResponseType<CompletionResult>(StatusCodes.Status200OK)]
    public async Task<ActionResult<CompletionResult>> CreateAsync([FromBody] CompletionInput input, CancellationToken cancellationToken)
    {
        if (input.Messages.Count == 0)
        {
            ModelState.AddModelError(nameof(input.Messages), "At least one message is needed.");
            return ValidationProblem();
        }

        var history = input.ConversationId is { } id ? await conversations.ReadAsync(id, cancellationToken) : [];
        var result = await completions.CompleteAsync(input with { Messages = [.. history, .. input.Messages] }, cancellationToken);
        if (result.Status is HttpStatusCode.TooManyRequests)
        {
            Response.Headers.RetryAfter = "5";
            return StatusCode(StatusCodes.Status429TooManyRequests);
        }

        if (input.ConversationId is { } conversation && result.Answer is { } answer)
        {
            await conversations.AppendAsync(conversation, answer, cancellationToken);
        }

        return result;
    }

    [HttpPost("messages")]
    [TracedLlmRoute]
    public async Task<IActionResult> MessagesAsync([FromBody] MessagesInput input, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await completions.ForwardAsync("v1/messages", JsonSerializer.SerializeToElement(input), cancellationToken);
            return Content(answer, "application/json");
        }
        catch // TLM2002
        {
            return Ok(new { type = "message", content = Array.Empty<object>() });
        }
    }

    [HttpGet("conversations/{id:guid}")]
    public async Task<IActionResult> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            return Ok(await conversations.ReadAsync(id, cancellationToken));
        }
        catch (Exception)
        {
            // Nothing of this route is traced; an empty conversation does no harm.
            return Ok(Array.Empty<ChatMessage>());
        }
    }

    [HttpDelete("conversations/{id:guid}")]
    public IActionResult Delete(Guid id) => conversations.TryRemove(id) ? NoContent() : NotFound();
}
