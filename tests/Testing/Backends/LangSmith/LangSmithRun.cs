using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Backends;

/// <summary>A run in LangSmith.</summary>
public sealed record LangSmithRun
{
    private static readonly HashSet<string> Types = ["llm", "chain", "tool", "retriever", "embedding", "prompt", "parser"];

    private static readonly string[] ThreadKeys =
        ["langsmith.metadata.session_id", "langsmith.metadata.conversation_id", "langsmith.metadata.thread_id"];

    private LangSmithRun(ReceivedSpan received) => Received = received;

    /// <summary>The span as it was sent.</summary>
    public ReceivedSpan Received { get; }

    /// <summary>The tracing project.</summary>
    public required string Project { get; init; }

    /// <summary>A UUID: the span id with zeros in front.</summary>
    public Guid Id => RunId(Received.SpanId);

    /// <summary>A UUID of the same 16 bytes as the trace id.</summary>
    public Guid TraceId => Guid.ParseExact(Received.TraceId, "N");

    /// <summary>The parent; <see langword="null"/> for a root.</summary>
    public Guid? ParentId => Received.ParentSpanId.Length == 0 ? null : RunId(Received.ParentSpanId);

    /// <summary>The name.</summary>
    public string Name => Text("langsmith.trace.name") ?? Received.Name;

    /// <summary>llm, chain, tool, retriever, embedding, prompt or parser.</summary>
    public required string Type { get; init; }

    /// <summary>The conversation in which the run is shown.</summary>
    public string? Thread => ThreadKeys.Select(Text).FirstOrDefault(value => value is not null);

    /// <summary>The metadata, including attributes of the resource.</summary>
    public IReadOnlyDictionary<string, object?> Metadata => Received.Resource
        .Concat(Received.Attributes
            .Where(attribute => attribute.Key.StartsWith("langsmith.metadata.", StringComparison.Ordinal))
            .Select(attribute => KeyValuePair.Create(attribute.Key["langsmith.metadata.".Length..], attribute.Value)))
        .GroupBy(attribute => attribute.Key)
        .ToDictionary(attribute => attribute.Key, attribute => attribute.Last().Value);

    /// <summary>The tags.</summary>
    public IReadOnlyList<string> Tags =>
        Text("langsmith.span.tags")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>The inputs: a text, or JSON.</summary>
    public string? Inputs => Text("gen_ai.prompt") ?? Text("gen_ai.input.messages") ?? Text("input.value");

    /// <summary>The outputs: a text, or JSON.</summary>
    public string? Outputs => Text("gen_ai.completion") ?? Text("gen_ai.output.messages") ?? Text("output.value");

    /// <summary>The messages of the inputs as LangSmith draws them: <c>role: part + part</c>; a part or member that it cannot draw has a question mark.</summary>
    public IReadOnlyList<string> InputMessages => ChatMessages.Read(Inputs, thoughtsAreMembers: false);

    /// <summary>The messages of the outputs as LangSmith draws them.</summary>
    public IReadOnlyList<string> OutputMessages => ChatMessages.Read(Outputs, thoughtsAreMembers: false);

    /// <summary>Whether inputs or outputs begin as JSON and are cut: LangSmith draws no messages then.</summary>
    public bool HasCutJson => ChatMessages.IsCutJson(Inputs) || ChatMessages.IsCutJson(Outputs);

    /// <summary>The messages of its exceptions.</summary>
    public IReadOnlyList<string?> Exceptions =>
        [.. Received.Events.Where(one => one.Name == "exception").Select(one => one.Attributes["exception.message"] as string)];

    /// <summary>Tokens and cost as JSON; it replaces single counts.</summary>
    public string? UsageMetadata => Text("langsmith.usage_metadata");

    /// <summary>The text of the error; <see langword="null"/> if there was none.</summary>
    public string? Error => Received.Status == ReceivedStatus.Error ? Received.StatusMessage : null;

    internal static LangSmithRun FromSpan(ReceivedSpan span, string project) => new(span)
    {
        Project = span.Attributes["langsmith.trace.session_name"] as string ?? project,
        Type = TypeOf(span.Attributes),
    };

    private static string TypeOf(ReceivedAttributes attributes)
    {
        if (attributes["langsmith.span.kind"] is string kind && Types.Contains(kind))
        {
            return kind;
        }

        return attributes["gen_ai.operation.name"] switch
        {
            "chat" or "completion" or "text_completion" => "llm",
            "embeddings" or "embedding" => "embedding",
            _ => attributes.ContainsKey("gen_ai.tool.name") ? "tool" : "chain",
        };
    }

    private static Guid RunId(string spanId) => Guid.ParseExact(spanId.PadLeft(32, '0'), "N");

    private string? Text(string key) => Received.Attributes[key] as string;
}
