using System.Text.Json;
using Swift.Framework;
using Swift.Services;

namespace Swift.Endpoints;

public sealed class CreateChatCompletion(UpstreamCatalog upstreams, InjectionShield shield) : EndpointBase
{
    public override void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/chat/completions", HandleAsync);

    [TracedLlmRoute]
    public Task HandleAsync(HttpContext http) => RunAsync(http);

    protected override async Task<object?> ExecuteAsync(JsonElement body)
    {
        if (!body.TryGetProperty("messages", out var messages))
        {
            throw new FieldRequiredException("messages");
        }

        var session = body.Text("metadata", "session_id");
        if (session is not null)
        {
            Http.Response.Headers["x-session"] = session;
        }

        shield.Inspect(messages.GetRawText());
        return await upstreams.ForModel(body.GetProperty("model").GetString()!).SendAsync("chat/completions", body, Aborted);
    }
}
