namespace TracedLlm.Samples.Gateway;

/// <summary>An API that callers and providers speak: where its texts are, and what in it is the gateway's alone.</summary>
internal sealed class WireFormat
{
    public static readonly WireFormat ChatCompletions = new()
    {
        Name = "chat completions",
        Path = "chat/completions",
        RequestTexts = JsonPaths.Of(
            "messages.*.content",
            "messages.*.content.*.text",
            "messages.*.tool_calls.*.function.arguments"),
        ResponseTexts = JsonPaths.Of("choices.*.message.content", "choices.*.message.tool_calls.*.function.arguments"),
        StreamTexts = JsonPaths.Of("choices.*.delta.content"),
        StreamIndexes = JsonPaths.Of("choices.*.index"),
        GatewayFields = ["metadata", "litellm_metadata", "guardrails"],
        MetadataFields = ["metadata", "litellm_metadata"],
    };

    public static readonly WireFormat Messages = new()
    {
        Name = "messages",
        Path = "v1/messages",
        RequestTexts = JsonPaths.Of(
            "system",
            "system.*.text",
            "messages.*.content",
            "messages.*.content.*.text",
            "messages.*.content.*.content",
            "messages.*.content.*.content.*.text"),
        ResponseTexts = JsonPaths.Of("content.*.text"),
        StreamTexts = JsonPaths.Of("delta.text"),
        StreamIndexes = JsonPaths.Of("index"),
        GatewayFields = ["litellm_metadata", "guardrails"],
        MetadataFields = ["metadata", "litellm_metadata"],
    };

    public required string Name { get; init; }

    /// <summary>What is appended to a provider's base address.</summary>
    public required string Path { get; init; }

    /// <summary>Where a request has texts that a guardrail reads.</summary>
    public required JsonPaths RequestTexts { get; init; }

    /// <summary>Where a response has them.</summary>
    public required JsonPaths ResponseTexts { get; init; }

    /// <summary>Where an event of a streamed response has them.</summary>
    public required JsonPaths StreamTexts { get; init; }

    /// <summary>Where an event says which of several texts it continues.</summary>
    public required JsonPaths StreamIndexes { get; init; }

    /// <summary>Fields of a request that speak to the gateway and that no provider knows.</summary>
    public required IReadOnlyList<string> GatewayFields { get; init; }

    /// <summary>Fields of a request whose <c>guardrails</c> name the guardrails to apply.</summary>
    public required IReadOnlyList<string> MetadataFields { get; init; }
}
