using System.Text.Json.Nodes;
using Courier.Application;
using Microsoft.AspNetCore.Mvc;

namespace Courier.Api;

internal static class ChatModule
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("v1");
        group.MapPost("chat/completions", [TracedLlmRoute] async ([FromBody] JsonObject body, IMediator mediator, CancellationToken ct) =>
            Results.Json(await mediator.Send(new CreateChatCompletion(body), ct)));

        group.MapPost("messages", [TracedLlmRoute] async ([FromBody] JsonObject body, IMediator mediator, HttpResponse response, CancellationToken ct) =>
        {
            var result = await mediator.Send(new CreateMessage(body), ct);
            response.Headers["x-session"] = result.Session;
            return Results.Json(result.Answer);
        });

        group.MapPost("responses", [TracedLlmRoute] async ([FromBody] JsonObject body, IMediator mediator, CancellationToken ct) =>
        {
            var facts = RequestFactsReader.Read("responses", body);
            return Results.Json(await mediator.Send(new CreateResponse(body, facts), ct));
        });

        group.MapPost("embeddings", [TracedLlmRoute] async ([FromBody] JsonObject body, IModelProvider provider, HttpContext http) =>
        {
            var facts = RequestFactsReader.Read("embeddings", body);
            http.Response.Headers["x-trace"] = facts.Trace;
            if (body["input"] is null)
            {
                throw new ValidationException("input", "missing");
            }

            return Results.Json(await provider.CompleteAsync("embeddings", body, http.RequestAborted));
        });
    }
}
