using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Vault.Api;

public static class ChatApi
{
    [TracedLlmRoute]
    public static async Task Chat(HttpContext context, OpenAiClient client, Redactor redactor)
    {
        var json = await Body.ReadAsync(context.Request);
        var request = JObject.Parse(json);

        var session = (string?)request.SelectToken("metadata.session_id");
        var tags = request.SelectToken("metadata.tags")?.ToObject<string[]>() ?? [];
        if (tags.Length > 50)
        {
            throw new VaultRequestException("tags");
        }

        context.Response.Headers["x-session"] = session;
        await redactor.RedactAsync(request);
        var answer = await client.PostAsync("/v1/chat/completions", request, context.RequestAborted);
        context.Response.Headers["x-provider-session"] = (string?)answer.SelectToken("metadata.session_id"); // The provider's own.
        await context.Response.WriteAsync(answer.ToString(Formatting.None), context.RequestAborted);
    }

    [TracedLlmRoute]
    public static async Task<IResult> Speech(HttpRequest request, OpenAiClient client, CancellationToken cancellationToken)
    {
        var json = await Body.ReadAsync(request);
        var speech = JsonConvert.DeserializeObject<SpeechRequest>(json) ?? throw new VaultRequestException("body");
        if (speech.Input.Length > 4096)
        {
            throw new VaultRequestException("input");
        }

        var call = speech.Metadata?.GenerationName ?? "speech";
        using var span = LlmSpan.StartStage("speech");
        span.SetTag("vault.generation", call);
        var answer = await client.PostAsync("/v1/audio/speech", JObject.FromObject(speech), cancellationToken);
        return Results.Text(answer.ToString());
    }
}

public sealed class SpeechRequest
{
    [JsonProperty("input")]
    public string Input { get; set; } = "";

    [JsonProperty("voice")]
    public string? Voice { get; set; }

    [JsonProperty("metadata")]
    public VaultMetadata? Metadata { get; set; }
}

public sealed class VaultMetadata
{
    [JsonProperty("session_id")]
    public string? SessionId { get; set; }

    [JsonProperty("generation_name")]
    public string? GenerationName { get; set; }
}
