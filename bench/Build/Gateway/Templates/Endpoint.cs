using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;

namespace Gateway.Area0;

public sealed class Endpoint0(Preparation0 preparation, Screening0 screening, Provider0 provider, OrderStore0 orders, ILogger<Endpoint0> logger)
{
    private static readonly Action<ILogger, string, int, Exception?> Answered = LoggerMessage.Define<string, int>(LogLevel.Debug, new EventId(1, "Answered"), "{Model} answered {Status}");

    public static void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapPost("/area0/v1/chat/completions", ([FromServices] Endpoint0 endpoint, HttpContext http) => endpoint.CountAsync(http));
        routes.MapPost("/area0/v1/messages", HandleAsync);
    }

    [TracedLlmRoute]
    public static Task HandleAsync(HttpContext http, [FromServices] Endpoint0 endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return endpoint.AnswerAsync(http);
    }

    private async Task<IResult> CountAsync(HttpContext http)
    {
        var body = await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        if (body is not JsonObject { Count: > 0 } request)
        {
            return Results.BadRequest(new { error = new { message = "The body is empty.", type = "invalid_request_error" } });
        }

        var messages = request["messages"] as JsonArray ?? [];
        var words = messages.OfType<JsonObject>().Select(message => message["content"]?.ToString() ?? string.Empty).Sum(text => text.Split(' ').Length);
        return Results.Json(new { words, known = orders.Count });
    }

    private async Task AnswerAsync(HttpContext http)
    {
        try
        {
            var request = await preparation.PrepareAsync(http, http.RequestAborted);
            await screening.ScreenAsync("words", request, http.RequestAborted);
            using var response = await provider.SendAsync(request, http.RequestAborted);
            Answered(logger, request.Model, (int)response.StatusCode, null);
            http.Response.StatusCode = (int)response.StatusCode;
            http.Response.ContentType = response.Content.Headers.ContentType?.ToString() ?? "application/json";
            foreach (var (name, values) in response.Headers)
            {
                if (name.StartsWith("x-ratelimit-", StringComparison.OrdinalIgnoreCase))
                {
                    http.Response.Headers[name] = values.ToArray();
                }
            }

            await response.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
        }
        catch (JsonException broken)
        {
            LlmTrace.Current?.RecordException(broken);
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await http.Response.WriteAsJsonAsync(new { error = new { message = broken.Message } });
        }
    }
}
