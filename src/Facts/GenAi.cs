namespace TracedLlm;

/// <summary>Attribute names of OpenTelemetry's GenAI semantic conventions, v1.41.1.</summary>
#if TRACEDLLM_RUNTIME
public
#else
internal
#endif
static class GenAi
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

    /// <summary>The conversation or thread that the request belongs to, where the API has one. String.</summary>
    public const string ConversationId = "gen_ai.conversation.id";

    /// <summary>What was asked for: <c>text</c>, <c>json</c>, <c>image</c> or <c>speech</c>. String.</summary>
    public const string OutputType = "gen_ai.output.type";

    /// <summary>Double.</summary>
    public const string RequestTemperature = "gen_ai.request.temperature";

    /// <summary>Double.</summary>
    public const string RequestTopP = "gen_ai.request.top_p";

    /// <summary>Double in v1.41.1.</summary>
    public const string RequestTopK = "gen_ai.request.top_k";

    /// <summary>The most tokens that may be generated. Integer.</summary>
    public const string RequestMaxTokens = "gen_ai.request.max_tokens";

    /// <summary>Double.</summary>
    public const string RequestFrequencyPenalty = "gen_ai.request.frequency_penalty";

    /// <summary>Double.</summary>
    public const string RequestPresencePenalty = "gen_ai.request.presence_penalty";

    /// <summary>Integer.</summary>
    public const string RequestSeed = "gen_ai.request.seed";

    /// <summary>String array.</summary>
    public const string RequestStopSequences = "gen_ai.request.stop_sequences";

    /// <summary>How many answers were asked for, where that is not 1. Integer.</summary>
    public const string RequestChoiceCount = "gen_ai.request.choice.count";

    /// <summary>The encodings asked for of an embedding. String array.</summary>
    public const string RequestEncodingFormats = "gen_ai.request.encoding_formats";

    /// <summary>The dimensions asked for of an embedding. Integer.</summary>
    public const string EmbeddingsDimensionCount = "gen_ai.embeddings.dimension.count";

    /// <summary>The provider's id of the response. String.</summary>
    public const string ResponseId = "gen_ai.response.id";

    /// <summary>The model that answered. String.</summary>
    public const string ResponseModel = "gen_ai.response.model";

    /// <summary>Why each choice ended, in the provider's words. String array.</summary>
    public const string ResponseFinishReasons = "gen_ai.response.finish_reasons";

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

    /// <summary>The messages sent, <c>[{role, parts[]}]</c>. JSON as a string; content.</summary>
    public const string InputMessages = "gen_ai.input.messages";

    /// <summary>The answers, <c>[{role, parts[], finish_reason}]</c>. JSON as a string; content.</summary>
    public const string OutputMessages = "gen_ai.output.messages";

    /// <summary>Instructions given apart from the messages, an array of parts. JSON as a string; content.</summary>
    public const string SystemInstructions = "gen_ai.system_instructions";

    /// <summary>The tools declared, <c>[{type, name, description?, parameters?}]</c>. JSON as a string; content.</summary>
    public const string ToolDefinitions = "gen_ai.tool.definitions";

    /// <summary>The assistant that ran. String.</summary>
    public const string AgentId = "gen_ai.agent.id";

    /// <summary>The name of the assistant created. String.</summary>
    public const string AgentName = "gen_ai.agent.name";

    /// <summary>What was searched for. String; content.</summary>
    public const string RetrievalQueryText = "gen_ai.retrieval.query.text";

    /// <summary>What was found, <c>[{id, score}]</c>. JSON as a string; content.</summary>
    public const string RetrievalDocuments = "gen_ai.retrieval.documents";
}
