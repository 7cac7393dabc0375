using System.Text.Json;
using ControllerGateway.Models;
using ControllerGateway.Services;
using Microsoft.AspNetCore.Mvc;

namespace ControllerGateway.Controllers;

[ApiController]
[Route("v1/[controller]")]
public sealed class ResponsesController : ControllerBase
{
    private readonly CompletionService _completions;
    private readonly ILogger _logger;

    public ResponsesController(CompletionService completions, ILogger<ResponsesController> logger)
    {
        _completions = completions;
        _logger = logger;
    }

    [HttpPost]
    [TracedLlmRoute]
    public async Task<IActionResult> Post([FromBody] ResponsesInput input, CancellationToken cancellationToken)
    {
        if (input.Gateway?.SessionId is { Length: 0 })
        {
            return BadRequest(new ProblemDetails { Title = "session_id is empty", Status = 400 });
        }

        try
        {
            var text = await _completions.ForwardAsync("v1/responses", JsonSerializer.SerializeToElement(input), cancellationToken);
            using var document = JsonDocument.Parse(text);
            return Ok(Shorten(document.RootElement));
        }
        catch (JsonException broken)
        {
            _logger.LogWarning(broken, "The provider's answer is no JSON");
            return StatusCode(StatusCodes.Status502BadGateway);
        }
        catch (Exception failure)
        {
            LlmTrace.Current?.RecordException(failure);
            return StatusCode(StatusCodes.Status500InternalServerError);
        }
    }

    // The provider returns what the caller sent as metadata; clients of ours read three of its fields.
    private static object Shorten(JsonElement response) => new
    {
        id = response.GetProperty("id").GetString(),
        output = response.GetProperty("output"),
        ticket = response.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("ticket", out var ticket) ? ticket.GetString() : null,
    };
}
