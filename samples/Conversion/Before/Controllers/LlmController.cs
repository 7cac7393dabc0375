using System.Text.Json;
using System.Text.Json.Nodes;
using LlmProxy.Guardrails;
using LlmProxy.Keys;
using LlmProxy.Middleware;
using LlmProxy.Providers;
using Microsoft.AspNetCore.Mvc;

namespace LlmProxy.Controllers;

[ApiController]
public class LlmController : ControllerBase
{
    private readonly GuardrailService _guardrails;
    private readonly RateLimiter _limiter;
    private readonly ProviderRouter _router;
    private readonly ILogger<LlmController> _logger;

    public LlmController(GuardrailService guardrails, RateLimiter limiter, ProviderRouter router, ILogger<LlmController> logger)
    {
        _guardrails = guardrails;
        _limiter = limiter;
        _router = router;
        _logger = logger;
    }

    [HttpPost("/v1/chat/completions")]
    public Task ChatAsync(CancellationToken cancellationToken) => ForwardAsync("chat/completions", cancellationToken);

    [HttpPost("/v1/messages")]
    public Task MessagesAsync(CancellationToken cancellationToken) => ForwardAsync("messages", cancellationToken);

    [HttpPost("/v1/embeddings")]
    public Task EmbeddingsAsync(CancellationToken cancellationToken) => ForwardAsync("embeddings", cancellationToken);

    [HttpGet("/v1/models")]
    public IActionResult Models() => Ok(new
    {
        @object = "list",
        data = _router.Models.Select(model => new { id = model, @object = "model" }),
    });

    private async Task ForwardAsync(string path, CancellationToken cancellationToken)
    {
        var body = await ReadBodyAsync(cancellationToken);
        var model = (string?)body["model"] ?? throw new ApiException(400, "The request has no 'model'.");

        var key = (ApiKey)HttpContext.Items[nameof(ApiKey)]!;
        if (!_limiter.TryTake(key))
        {
            throw new ApiException(429, $"The key '{key.Name}' may send {key.RequestsPerMinute} requests a minute.");
        }

        foreach (var guardrail in _guardrails.All)
        {
            if (!await _guardrails.CheckAsync(guardrail, body.ToJsonString(), cancellationToken))
            {
                throw new ApiException(400, $"Blocked by the guardrail '{guardrail.Name}'.");
            }
        }

        using var response = await _router.SendAsync(path, model, body, cancellationToken);
        _logger.LogInformation("{Key} called {Model}: {Status}", key.Name, model, (int)response.StatusCode);

        Response.StatusCode = (int)response.StatusCode;
        Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[8192];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            await Response.Body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            await Response.Body.FlushAsync(cancellationToken);
        }
    }

    private async Task<JsonObject> ReadBodyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await JsonNode.ParseAsync(Request.Body, cancellationToken: cancellationToken) as JsonObject
                ?? throw new ApiException(400, "The request must be a JSON object.");
        }
        catch (JsonException exception)
        {
            throw new ApiException(400, $"The request is not valid JSON: {exception.Message}");
        }
    }
}
