using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;

namespace Gateway.Area0;

public sealed class PlainEndpoint0(PlainClient0 client, PlainMetadata0 metadata, OrderStore0 orders, ILogger<PlainEndpoint0> logger)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapPost("/area0/v1/messages", ([FromServices] PlainEndpoint0 endpoint, HttpContext http) => endpoint.AnswerAsync(http));
        routes.MapGet("/area0/orders", ([FromServices] PlainEndpoint0 endpoint) => Results.Ok(endpoint.Count));
    }

    public int Count => orders.Count;

    public async Task<IResult> AnswerAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        try
        {
            var body = await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted) as JsonObject ?? [];
            var session = metadata.SessionOf(body) ?? http.TraceIdentifier;
            using var response = await client.SendAsync(body, session, http.RequestAborted);
            return Results.Text(await response.Content.ReadAsStringAsync(http.RequestAborted), "application/json");
        }
        catch (PlainUnavailableException0 exception)
        {
            logger.LogWarning(exception, "The provider is not there.");
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }
}
