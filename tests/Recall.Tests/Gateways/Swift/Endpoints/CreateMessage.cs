using System.Text.Json;
using Swift.Framework;
using Swift.Services;

namespace Swift.Endpoints;

public sealed class CreateMessage(UpstreamCatalog upstreams, InjectionShield shield) : EndpointBase
{
    public override void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1");
        group.MapPost("/messages", HandleAsync).WithName("CreateMessage");
    }

    [TracedLlmRoute]
    public Task HandleAsync(HttpContext http)
    {
        return RunAsync(http);
    }

    protected override async Task<object?> ExecuteAsync(JsonElement body)
    {
        var session = body.Text("litellm_metadata", "session_id");
        var name = body.Text("litellm_metadata", "trace_name") ?? "message";
        var user = body.Text("metadata", "user_id"); // The provider's own.
        Http.Response.Headers["x-session"] = session ?? user;
        Http.Response.Headers["x-trace"] = name;
        if (!body.TryGetProperty("messages", out var messages))
        {
            throw new FieldRequiredException("messages");
        }

        shield.Inspect(messages.GetRawText());
        return await upstreams.ForModel(body.GetProperty("model").GetString()!).SendAsync("messages", body, Aborted);
    }
}
