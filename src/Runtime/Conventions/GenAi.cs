namespace TracedLlm;

/// <summary>Attribute names of OpenTelemetry's GenAI semantic conventions, v1.41.1.</summary>
public static class GenAi
{
    /// <summary>What was asked for: <c>chat</c>, <c>text_completion</c>, <c>embeddings</c>, … String.</summary>
    public const string OperationName = "gen_ai.operation.name";

    /// <summary>The provider, such as <c>openai</c> or <c>anthropic</c>. String.</summary>
    public const string ProviderName = "gen_ai.provider.name";

    /// <summary>The model that the caller asked for. String.</summary>
    public const string RequestModel = "gen_ai.request.model";

    /// <summary>Whether the caller asked for a stream. Boolean.</summary>
    public const string RequestStream = "gen_ai.request.stream";

    /// <summary>Seconds until the first chunk of a streamed response. Double.</summary>
    public const string ResponseTimeToFirstChunk = "gen_ai.response.time_to_first_chunk";

    /// <summary>Tokens of the input, those read from and written to a cache included. Integer.</summary>
    public const string UsageInputTokens = "gen_ai.usage.input_tokens";

    /// <summary>Tokens of the output, reasoning included. Integer.</summary>
    public const string UsageOutputTokens = "gen_ai.usage.output_tokens";

    /// <summary>Those of the input tokens that were read from the provider's cache. Integer.</summary>
    public const string UsageCacheReadInputTokens = "gen_ai.usage.cache_read.input_tokens";

    /// <summary>Those of the input tokens that were written to the provider's cache. Integer.</summary>
    public const string UsageCacheCreationInputTokens = "gen_ai.usage.cache_creation.input_tokens";

    /// <summary>Those of the output tokens that were reasoning. Integer.</summary>
    public const string UsageReasoningOutputTokens = "gen_ai.usage.reasoning.output_tokens";
}
