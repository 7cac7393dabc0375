using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Backends;

/// <summary>An observation in Langfuse: one row.</summary>
public sealed record LangfuseObservation
{
    private LangfuseObservation(ReceivedSpan received) => Received = received;

    /// <summary>The span as it was sent.</summary>
    public ReceivedSpan Received { get; }

    /// <summary>16 hex digits.</summary>
    public string Id => Received.SpanId;

    /// <summary>32 hex digits.</summary>
    public string TraceId => Received.TraceId;

    /// <summary>16 hex digits, or empty for a root.</summary>
    public string ParentId => Received.ParentSpanId;

    /// <summary>Whether the observation is a root, or is marked as the root of its application.</summary>
    public bool IsRoot => ParentId.Length == 0 || Received.Attributes["langfuse.internal.is_app_root"] is true or "true";

    /// <summary>The name; a tool's name has priority over the span's name.</summary>
    public required string Name { get; init; }

    /// <summary>span, generation, event, embedding, agent, tool, chain, retriever, guardrail or evaluator.</summary>
    public required string Type { get; init; }

    /// <summary>DEBUG, DEFAULT, WARNING or ERROR.</summary>
    public required string Level { get; init; }

    /// <summary>The text of the status.</summary>
    public required string? StatusMessage { get; init; }

    /// <summary>The model.</summary>
    public required string? Model { get; init; }

    /// <summary>The time of the first part of an answer, in ISO 8601.</summary>
    public string? CompletionStartTime => Text("langfuse.observation.completion_start_time")?.Trim('"');

    /// <summary>The prompt's name; only with a version, and on generations.</summary>
    public string? PromptName => HasPrompt ? Text("langfuse.observation.prompt.name") : null;

    /// <summary>The prompt's version; only with a name, and on generations.</summary>
    public long? PromptVersion => HasPrompt ? Received.Attributes["langfuse.observation.prompt.version"] as long? : null;

    /// <summary>The input.</summary>
    public required string? Input { get; init; }

    /// <summary>The output.</summary>
    public required string? Output { get; init; }

    /// <summary>The messages of the input as Langfuse draws them: <c>role: part + part</c>; a part or member that it cannot draw has a question mark.</summary>
    public IReadOnlyList<string> InputMessages => ChatMessages.Read(Input, thoughtsAreMembers: true);

    /// <summary>The messages of the output as Langfuse draws them.</summary>
    public IReadOnlyList<string> OutputMessages => ChatMessages.Read(Output, thoughtsAreMembers: true);

    /// <summary>Whether input or output begins as JSON and is cut: Langfuse finds JSON by its beginning, and draws no messages then.</summary>
    public bool HasCutJson => ChatMessages.IsCutJson(Input) || ChatMessages.IsCutJson(Output);

    /// <summary>The user of this row.</summary>
    public string? UserId => Text("langfuse.user.id") ?? Text("user.id");

    /// <summary>The session of this row.</summary>
    public string? SessionId => Text("langfuse.session.id") ?? Text("session.id") ?? Text("gen_ai.conversation.id");

    /// <summary>The trace's name on this row.</summary>
    public string? TraceName => Text("langfuse.trace.name");

    /// <summary>The trace's tags on this row.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>The release.</summary>
    public string? Release => Text("langfuse.release") ?? Received.Resource["langfuse.release"] as string;

    /// <summary>The version.</summary>
    public string? Version => Text("langfuse.version") ?? Received.Resource["service.version"] as string;

    /// <summary>The environment; <c>default</c> if no value is usable.</summary>
    public required string Environment { get; init; }

    /// <summary>Metadata of observation and trace by their keys, as text.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>Token counts by kind; <see langword="null"/> if the span has no counts.</summary>
    public required IReadOnlyDictionary<string, long>? Usage { get; init; }

    /// <summary>Cost in US dollars by kind; <see langword="null"/> if the span has no cost.</summary>
    public required IReadOnlyDictionary<string, double>? Cost { get; init; }

    /// <summary>The total cost.</summary>
    public double? TotalCost => Cost?.TryGetValue("total", out var total) == true ? total : null;

    /// <summary>Whether Langfuse counts tokens from the text and computes the price, because the span has no usage.</summary>
    public bool IsPricedByGuess => Usage is null && Cost is null && Model is not null && (Input ?? Output) is not null;

    /// <summary>
    /// The tokens that Langfuse's own prices do not count, because the table has no price for their kind; <see langword="null"/> if the table does
    /// not have the model, or the span has a cost of its own.
    /// </summary>
    public long? UnpricedTokens => Usage is null || Cost is not null ? null : LangfusePriceTable.Unpriced(Model, Usage);

    private bool HasPrompt => Type == "generation"
        && Received.Attributes["langfuse.observation.prompt.name"] is string
        && Received.Attributes["langfuse.observation.prompt.version"] is long;

    internal static LangfuseObservation FromSpan(ReceivedSpan span)
    {
        var attributes = span.Attributes;
        var (input, output) = LangfuseContent.Read(attributes);
        return new(span)
        {
            Name = attributes["gen_ai.tool.name"] as string ?? span.Name,
            Type = LangfuseTypes.TypeFor(attributes),
            Level = LangfuseTypes.Level(span),
            StatusMessage = attributes["langfuse.observation.status_message"] as string
                ?? (span.StatusMessage.Length > 0 ? span.StatusMessage : null),
            Model = LangfuseTypes.Model(attributes),
            Input = input,
            Output = output,
            Tags = LangfuseMetadata.Tags(attributes),
            Environment = LangfuseMetadata.Environment(span),
            Metadata = LangfuseMetadata.Read(attributes),
            Usage = LangfuseUsage.Counts(attributes),
            Cost = LangfuseUsage.Cost(attributes),
        };
    }

    private string? Text(string key) => Received.Attributes[key] as string;
}
