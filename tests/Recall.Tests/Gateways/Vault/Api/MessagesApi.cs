using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Vault.Api;

public static class MessagesApi
{
    [TracedLlmRoute]
    public static async Task Messages(HttpContext context, AnthropicClient client, Redactor redactor)
    {
        JObject request = JObject.Parse(await Body.ReadAsync(context.Request));
        JToken? gateway = request["litellm_metadata"];
        string? session = gateway?.Value<string>("session_id");
        string? traceId = (string?)request["litellm_metadata"]?["trace_id"];
        string? user = (string?)request.SelectToken("metadata.user_id"); // The provider's own.

        context.Response.Headers["x-session"] = session ?? traceId ?? user;
        await redactor.RedactAsync(request);
        JObject answer = await client.PostAsync("/v1/messages", request, context.RequestAborted);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToString(Formatting.None), context.RequestAborted);
    }

    [TracedLlmRoute]
    public static async Task<IResult> Batches(HttpContext context, AnthropicClient client)
    {
        var request = JsonConvert.DeserializeObject<JObject>(await Body.ReadAsync(context.Request));
        if (request is null)
        {
            throw new VaultRequestException("body");
        }

        foreach (var property in request.Properties())
        {
            if (property.Name == "litellm_metadata" && property.Value is JObject own && own.TryGetValue("session_id", out var session))
            {
                context.Response.Headers["x-session"] = session.ToString();
            }
        }

        var batch = request.ToObject<BatchBody>()!;
        context.Response.Headers["x-generation"] = batch.LitellmMetadata?.GenerationName;
        var answer = await client.PostAsync("/v1/messages/batches", request, context.RequestAborted);
        return Results.Text(answer.ToString(), "application/json");
    }
}

public sealed class BatchBody
{
    [JsonProperty("requests")]
    public List<JObject> Requests { get; set; } = [];

    [JsonProperty("litellm_metadata")]
    public VaultMetadata? LitellmMetadata { get; set; }
}
