using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Prism;

public static class Pipeline
{
    public static async Task<IResult> Handle(HttpContext http, Dialect dialect)
    {
        var services = http.RequestServices;
        try
        {
            var body = await Parse(http);
            var facts = FactsOf(body, dialect);
            var prompt = body["messages"] ?? body["input"] ?? throw new MalformedFault("the prompt");
            services.GetRequiredService<ToxicityCheck>().Check(prompt.ToJsonString());
            http.Response.Headers["x-session"] = facts.Session;
            return Results.Json(await services.GetRequiredService<Wire>().Send(PathOf(dialect), body));
        }
        catch (PrismFault fault)
        {
            services.GetRequiredService<FailureSink>().Take(fault);
            return fault switch
            {
                MalformedFault => Results.BadRequest(fault.Message),
                ToxicFault => Results.StatusCode(403),
                WireFault { Status: var status } => Results.StatusCode(status is >= 500 ? 502 : status),
                _ => Results.StatusCode(503),
            };
        }
    }

    public static async Task<JsonObject> Parse(HttpContext http) =>
        await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted) switch
        {
            JsonObject body => body,
            null => throw new MalformedFault("nothing"),
            _ => throw new MalformedFault("the body"),
        };

    public static Facts FactsOf(JsonObject body, Dialect dialect) =>
        body[FieldOf(dialect)] switch
        {
            JsonObject own => new Facts(
                own["session_id"]?.ToString(),
                own["trace_user_id"]?.ToString(),
                own["tags"] is JsonArray tags ? [.. tags.Select(tag => tag!.ToString())] : []),
            _ => Facts.None,
        };

    private static string FieldOf(Dialect dialect) => dialect switch
    {
        Dialect.Anthropic => "litellm_metadata",
        Dialect.Responses => "litellm_metadata",
        _ => "metadata",
    };

    private static string PathOf(Dialect dialect) => dialect switch
    {
        Dialect.OpenAi => "v1/chat/completions",
        Dialect.Anthropic => "v1/messages",
        Dialect.Responses => "v1/responses",
        _ => throw new UnreachableException(),
    };
}
