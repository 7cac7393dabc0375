using System.Text.Json;
using System.Text.Json.Nodes;
using TracedLlm.Facts;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Endings.Tests.Routes;

/// <summary>The requests to a row of the table and the provider's answers, as the providers document them.</summary>
/// <remarks>A row without recorded bodies, such as a new row, has minimal bodies.</remarks>
internal static class RecordedBodies
{
    public const string Model = "asked-model";

    private static readonly string[] TextNames = ["content", "text", "input", "prompt", "query", "instructions", "system"];

    private static readonly Dictionary<string, (string Folder, string Request, string? Response, string? Stream)> Known = new()
    {
        ["chat/completions"] = ("chat_completions", "text", "text", "stream"),
        ["completions"] = ("completions", "text", "text", "text"),
        ["messages"] = ("messages", "text", "text", "stream"),
        ["messages/count_tokens"] = ("count_tokens", "text", "text", null),
        ["responses"] = ("responses", "text", "text", "stream"),
        ["embeddings"] = ("embeddings", "text", "text", null),
        ["models/{model}:generateContent"] = ("generate_content", "text", "text", "text"),
        ["models/{model}:streamGenerateContent"] = ("generate_content", "text", "text", "text"),
        ["rerank"] = ("rerank", "cohere", "cohere", null),
        ["model/{model}/converse"] = ("converse", "text", "text", null),
        ["model/{model}/converse-stream"] = ("converse", "text", "text", null),
        ["model/{model}/invoke"] = ("invoke_model", "text", "text", null),
        ["model/{model}/invoke-with-response-stream"] = ("invoke_model", "text", "text", null),
        ["v2/chat"] = ("cohere_chat", "text", "text", "stream"),
        ["v2/embed"] = ("embeddings", "cohere", "cohere", null),
        ["api/chat"] = ("ollama_chat", "text", "text", null),
        ["api/generate"] = ("ollama_generate", "text", "text", null),
        ["api/embed"] = ("embeddings", "ollama", "ollama", null),
        ["moderations"] = ("moderations", "text", "text", null),
        ["images/generations"] = ("images", "url", "url", "stream"),
        ["images/edits"] = ("images", "url", "url", "stream"),
        ["audio/speech"] = ("speech", "text", null, "text"),
        ["audio/transcriptions"] = ("transcriptions", "text", "text", "text"),
        ["files"] = ("files", "upload", "upload", null),
        ["batches"] = ("batches", "create", "create", null),
        ["assistants"] = ("assistants", "create", "create", null),
        ["threads/{}/runs"] = ("threads", "run", "run", "run"),
        ["threads/runs"] = ("threads", "run", "run", "run"),
        ["vector_stores/{}/search"] = ("vector_stores", "search", "search", null),
        ["openai/{**}"] = ("pass_through", "anthropic", "openai", "openai"),
        ["anthropic/{**}"] = ("pass_through", "anthropic", "anthropic", "anthropic"),
        ["gemini/{**}"] = ("pass_through", "anthropic", "gemini", null),
    };

    /// <summary>The request with <paramref name="secretText"/> in its texts; <see langword="null"/> for a method without a body.</summary>
    public static string? Request(LlmApiFacts row, bool streamed, string secretText)
    {
        if (row.Method is not ("POST" or "PUT" or "PATCH"))
        {
            return null;
        }

        var text = Read(row, "request.json", known => known.Request)
            ?? """{"messages":[{"role":"user","content":"Hello"}]}""";
        var body = JsonNode.Parse(text)!.AsObject();
        body.Remove("metadata");
        body.Remove("litellm_metadata");
        body["model"] = Model;
        body["stream"] = streamed;
        Mark(body, secretText);
        return body.ToJsonString();
    }

    /// <summary>The whole answer.</summary>
    public static string Response(LlmApiFacts row) =>
        Read(row, "response.json", known => known.Response) ?? """{"id":"obj_1","object":"object"}""";

    /// <summary>The answer as a stream.</summary>
    public static IReadOnlyList<SseEvent> Stream(LlmApiFacts row) => Read(row, "stream.txt", known => known.Stream) is { } text
        ? Events(text)
        : [.. Enumerable.Range(1, 4).Select(number => new SseEvent($$"""{"id":"obj_1","number":{{number}}}""")), new("[DONE]")];

    /// <summary>The events of a recorded stream.</summary>
    public static IReadOnlyList<SseEvent> Events(string text)
    {
        List<SseEvent> events = [];
        string? name = null;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line["event: ".Length..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                events.Add(new SseEvent(line["data: ".Length..], name));
                name = null;
            }
        }

        return events;
    }

    /// <summary>A recorded body by its name.</summary>
    public static string File(string folder, string name) =>
        System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", folder, name));

    private static string? Read(LlmApiFacts row, string extension, Func<(string Folder, string Request, string? Response, string? Stream), string?> choose) =>
        Known.TryGetValue(row.Pattern.Text, out var known) && row.Method == "POST" && choose(known) is { } name
            ? File(known.Folder, $"{name}.{extension}")
            : null;

    private static void Mark(JsonNode node, string secretText)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array.OfType<JsonNode>())
            {
                Mark(item, secretText);
            }
        }
        else if (node is JsonObject properties)
        {
            foreach (var (name, value) in properties.ToList())
            {
                if (value is JsonValue && value.GetValueKind() == JsonValueKind.String && TextNames.Contains(name))
                {
                    properties[name] = $"{secretText} {value}";
                }
                else if (value is not null)
                {
                    Mark(value, secretText);
                }
            }
        }
    }
}
