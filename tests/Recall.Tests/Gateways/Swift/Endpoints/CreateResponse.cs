using System.Text.Json;
using Swift.Framework;
using Swift.Services;

namespace Swift.Endpoints;

public sealed class CreateResponse(UpstreamCatalog upstreams) : EndpointBase
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public override void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/responses", HandleAsync);

    [TracedLlmRoute]
    public Task HandleAsync(HttpContext http) => RunAsync(http);

    protected override async Task<object?> ExecuteAsync(JsonElement body)
    {
        Dictionary<string, JsonElement>? request = body.Deserialize<Dictionary<string, JsonElement>>(Web);
        if (request is null || !request.ContainsKey("input"))
        {
            throw new FieldRequiredException("input");
        }

        if (request.TryGetValue("litellm_metadata", out var metadata))
        {
            var facts = metadata.Deserialize<Dictionary<string, string>>(Web)!;
            if (facts.TryGetValue("generation_name", out var generation))
            {
                Http.Response.Headers["x-generation"] = generation;
            }

            Http.Response.Headers["x-session"] = facts.GetValueOrDefault("session_id", "none");
        }

        var upstream = upstreams.ForModel(request["model"].GetString()!);
        var answer = await upstream.SendAsync("responses", body, Aborted);
        // The provider gives back the metadata that it stored.
        if (answer.TryGetProperty("metadata", out var stored) && stored.TryGetProperty("trace_id", out var id)) // The provider's own.
        {
            Http.Response.Headers["x-stored-trace"] = id.GetString();
        }

        return answer;
    }
}
