using System.Text.Json;
using System.Text.Json.Nodes;
using Bureau.Services;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Bureau.Controllers;

[ApiController]
[Authorize]
[Route("v1/[controller]")]
public class EmbeddingsController : ControllerBase
{
    private readonly ICompletionService _completions;

    public EmbeddingsController(ICompletionService completions)
    {
        _completions = completions;
    }

    [HttpPost]
    [TracedLlmRoute]
    public async Task<IActionResult> Embed(CancellationToken cancellationToken)
    {
        using (var reader = new StreamReader(Request.Body))
        {
            var text = await reader.ReadToEndAsync(cancellationToken);
            var json = JsonSerializer.Deserialize<JsonObject>(text);
            if (json == null || json["input"] == null)
            {
                throw new InvalidInputException("input");
            }

            var metadata = json["metadata"] as JsonObject;
            if (metadata != null && metadata.TryGetPropertyValue("trace_user_id", out var user))
            {
                Response.Headers["X-User"] = user?.ToString();
            }

            return Content(await _completions.CompleteAsync("v1/embeddings", json, cancellationToken), "application/json");
        }
    }
}
