using System.Text.Json;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Trees;

namespace TracedLlm.Testing.Backends;

/// <summary>A span in Phoenix.</summary>
public sealed record PhoenixSpan
{
    private static readonly HashSet<string> Kinds =
        ["LLM", "EMBEDDING", "CHAIN", "RETRIEVER", "RERANKER", "TOOL", "AGENT", "GUARDRAIL", "EVALUATOR", "PROMPT"];

    private static readonly Dictionary<string, string> KindOfOperation = new()
    {
        ["chat"] = "LLM",
        ["text_completion"] = "LLM",
        ["generate_content"] = "LLM",
        ["embeddings"] = "EMBEDDING",
        ["execute_tool"] = "TOOL",
        ["retrieval"] = "RETRIEVER",
        ["invoke_agent"] = "AGENT",
        ["create_agent"] = "AGENT",
    };

    private PhoenixSpan(ReceivedSpan received) => Received = received;

    /// <summary>The span as it was sent.</summary>
    public ReceivedSpan Received { get; }

    /// <summary>32 hex digits.</summary>
    public string TraceId => Received.TraceId;

    /// <summary>16 hex digits.</summary>
    public string SpanId => Received.SpanId;

    /// <summary>The name.</summary>
    public string Name => Received.Name;

    /// <summary>The kind in upper case; <c>UNKNOWN</c> if it is absent or invalid.</summary>
    public required string Kind { get; init; }

    /// <summary>Whether it ended in an error.</summary>
    public bool IsError => Received.Status == ReceivedStatus.Error;

    /// <summary>The text of the status.</summary>
    public string StatusMessage => Received.StatusMessage;

    /// <summary>The messages of its exceptions.</summary>
    public IReadOnlyList<string?> Exceptions =>
        [.. Received.Events.Where(one => one.Name == "exception").Select(one => one.Attributes["exception.message"] as string)];

    /// <summary>The input.</summary>
    public string? Input => Text("input.value");

    /// <summary><c>application/json</c> or <c>text/plain</c>.</summary>
    public string? InputMimeType => Text("input.mime_type");

    /// <summary>The output; id and model of the response if there is no other output.</summary>
    public required string? Output { get; init; }

    /// <summary><c>application/json</c> or <c>text/plain</c>.</summary>
    public string? OutputMimeType => Text("output.mime_type");

    /// <summary>The messages of the input as Phoenix draws them: <c>role: part + part</c>; a part that it cannot draw has a question mark.</summary>
    public IReadOnlyList<string> InputMessages => PhoenixMessages.Read(Received.Attributes, "llm.input_messages.");

    /// <summary>The messages of the output as Phoenix draws them.</summary>
    public IReadOnlyList<string> OutputMessages => PhoenixMessages.Read(Received.Attributes, "llm.output_messages.");

    /// <summary>Whether input or output claims to be JSON and is none; Phoenix then shows an error in its place.</summary>
    public bool ClaimsBrokenJson => IsBroken(InputMimeType, Input) || IsBroken(OutputMimeType, Output);

    /// <summary>The session.</summary>
    public string? SessionId => Text("session.id") ?? Text("gen_ai.conversation.id");

    /// <summary>The user.</summary>
    public string? UserId => Text("user.id");

    /// <summary>The metadata as JSON; <see langword="null"/> if it is not valid.</summary>
    public required string? Metadata { get; init; }

    /// <summary>The tags.</summary>
    public IReadOnlyList<object?> Tags => Received.Attributes["tag.tags"] as IReadOnlyList<object?> ?? [];

    /// <summary>The model with which the server computes the cost; without a model there is no cost.</summary>
    public string? Model => Text("llm.model_name") ?? Text("gen_ai.request.model");

    /// <summary>Tokens of the prompt, including cached tokens.</summary>
    public long? PromptTokens => Number("llm.token_count.prompt") ?? Number("gen_ai.usage.input_tokens");

    /// <summary>Tokens of the completion, including reasoning.</summary>
    public long? CompletionTokens => Number("llm.token_count.completion") ?? Number("gen_ai.usage.output_tokens");

    internal static PhoenixSpan FromSpan(ReceivedSpan span) => new(span)
    {
        Kind = KindOf(span.Attributes),
        Output = OutputOf(span.Attributes),
        Metadata = Json(span.Attributes["metadata"] as string),
    };

    private static string KindOf(ReceivedAttributes attributes)
    {
        if (attributes.ContainsKey("openinference.span.kind"))
        {
            var kind = (attributes["openinference.span.kind"] as string ?? "").ToUpperInvariant();
            return Kinds.Contains(kind) ? kind : "UNKNOWN";
        }

        return KindOfOperation.GetValueOrDefault(attributes["gen_ai.operation.name"] as string ?? "", "UNKNOWN");
    }

    private static string? OutputOf(ReceivedAttributes attributes)
    {
        if (attributes["output.value"] is { } value)
        {
            return value as string ?? AttributeText.Format(value);
        }

        var (id, model) = (attributes["gen_ai.response.id"] as string, attributes["gen_ai.response.model"] as string);
        return id is null && model is null ? null : JsonSerializer.Serialize(new { id, model });
    }

    private static bool IsBroken(string? mimeType, string? value) => mimeType == "application/json" && (value is null or "" || !IsJson(value));

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string? Json(string? text)
    {
        try
        {
            using var document = JsonDocument.Parse(text ?? "");
            return document.RootElement.ValueKind == JsonValueKind.Object ? text : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string? Text(string key) => Received.Attributes[key] switch
    {
        null => null,
        string text => text,
        var other => AttributeText.Format(other),
    };

    private long? Number(string key) => Received.Attributes[key] as long?;
}
