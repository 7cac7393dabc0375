using System.Text.Json;
using Swift.Framework;
using Swift.Services;

namespace Swift.Endpoints;

public sealed class CreateEmbedding(UpstreamCatalog upstreams) : EndpointBase
{
    public override void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/embeddings", HandleAsync);

    [TracedLlmRoute]
    public Task HandleAsync(HttpContext http) => RunAsync(http);

    protected override async Task<object?> ExecuteAsync(JsonElement body)
    {
        if (body.Text("metadata", "trace_user_id") is { Length: > 0 } user)
        {
            Http.Response.Headers["x-user"] = user;
        }

        var model = body.Text("model") ?? throw new FieldRequiredException("model");
        return await upstreams.ForModel(model).SendAsync("embeddings", body, Aborted);
    }
}
