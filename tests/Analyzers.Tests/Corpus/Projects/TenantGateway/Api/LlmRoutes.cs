using TenantGateway.Routing;

namespace TenantGateway.Api;

internal static class LlmRoutes
{
    public static void MapLlm(this WebApplication app)
    {
        app.MapPost("/v1/chat/completions", [TracedLlmRoute<TenantMetadata>] async (HttpContext http, RequestPipeline pipeline) =>
        {
            var body = await ReadAsync(http);
            var metadata = body["metadata"]?.AsObject() ?? [];
            metadata["trace_nmae"] ??= "chat"; // TLM1002
            metadata["region"] ??= "eu";
            body["metadata"] = metadata.DeepClone();
            return await pipeline.RunAsync(http, body, "v1/chat/completions");
        });
        app.MapPost("/v1/messages", [TracedLlmRoute<TenantMetadata>] async (HttpContext http, RequestPipeline pipeline) =>
        {
            var body = await ReadAsync(http);
            var user = body["metadata"]?["user_id"];
            body["litellm_metadata"] ??= new JsonObject { ["trace_user_id"] = user?.DeepClone(), ["cost_center"] = "4711" };
            return await pipeline.RunAsync(http, body, "v1/messages");
        });
        app.MapPost("/v1/moderations", [TracedLlmRoute] async (HttpContext http, RequestPipeline pipeline) =>
            await pipeline.RunAsync(http, await ReadAsync(http), "v1/moderations"));
    }

    public static RouteGroupBuilder MapAdmin(this RouteGroupBuilder admin)
    {
        admin.MapPost("/tenants/{id}/keys", (string id, KeyRing keys) => new { key = keys.Issue(id, TimeSpan.FromDays(90)) });
        admin.MapDelete("/tenants/{id}/keys", (string id, KeyRing keys) => new { revoked = keys.Revoke(id) });
        admin.MapGet("/tenants/{id}", async (string id, TenantDirectory tenants, Budgets budgets, CancellationToken stop) =>
            await tenants.FindAsync(id, stop) is { } tenant ? Results.Ok(new { summary = tenants.SummaryOf(tenant), left = budgets.Left(tenant) }) : Results.NotFound());
        return admin;
    }

    private static async Task<JsonObject> ReadAsync(HttpContext http) =>
        (await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted))?.AsObject() ?? throw new BadHttpRequestException("The body is null.");
}
