namespace TracedLlm;

/// <summary>Attribute names of OpenTelemetry's GenAI semantic conventions, v1.41.1.</summary>
#if TRACEDLLM_RUNTIME
public
#else
internal
#endif
static class GenAi
{
    /// <summary>The operation that the caller asks for: <c>chat</c>, <c>text_completion</c>, <c>embeddings</c>, … String.</summary>
    public const string OperationName = "gen_ai.operation.name";

    /// <summary>The provider, such as <c>openai</c> or <c>anthropic</c>. String.</summary>
    public const string ProviderName = "gen_ai.provider.name";

    /// <summary>The model that the caller asks for. String.</summary>
    public const string RequestModel = "gen_ai.request.model";

    /// <summary>Whether the caller asks for a stream. Boolean.</summary>
    public const string RequestStream = "gen_ai.request.stream";

    /// <summary>Seconds until the first chunk of a streamed response. Double.</summary>
    public const string ResponseTimeToFirstChunk = "gen_ai.response.time_to_first_chunk";

    /// <summary>The conversation or thread of the request, if the API has conversations. String.</summary>
    public const string ConversationId = "gen_ai.conversation.id";

    /// <summary>The type of output that the caller asks for: <c>text</c>, <c>json</c>, <c>image</c> or <c>speech</c>. String.</summary>
    public const string OutputType = "gen_ai.output.type";

    /// <summary>The sampling temperature. Double.</summary>
    public const string RequestTemperature = "gen_ai.request.temperature";

    /// <summary>The probability mass for nucleus sampling. Double.</summary>
    public const string RequestTopP = "gen_ai.request.top_p";

    /// <summary>How many of the likeliest tokens the model samples from. Double in v1.41.1.</summary>
    public const string RequestTopK = "gen_ai.request.top_k";

    /// <summary>The most tokens that the model may generate. Integer.</summary>
    public const string RequestMaxTokens = "gen_ai.request.max_tokens";

    /// <summary>The frequency penalty. Double.</summary>
    public const string RequestFrequencyPenalty = "gen_ai.request.frequency_penalty";

    /// <summary>The presence penalty. Double.</summary>
    public const string RequestPresencePenalty = "gen_ai.request.presence_penalty";

    /// <summary>The seed for sampling. Integer.</summary>
    public const string RequestSeed = "gen_ai.request.seed";

    /// <summary>The texts at which the model stops. String array.</summary>
    public const string RequestStopSequences = "gen_ai.request.stop_sequences";

    /// <summary>How many answers the caller asks for; absent if that is 1. Integer.</summary>
    public const string RequestChoiceCount = "gen_ai.request.choice.count";

    /// <summary>The encodings that the caller asks for in an embedding. String array.</summary>
    public const string RequestEncodingFormats = "gen_ai.request.encoding_formats";

    /// <summary>The number of dimensions that the caller asks for in an embedding. Integer.</summary>
    public const string EmbeddingsDimensionCount = "gen_ai.embeddings.dimension.count";

    /// <summary>The provider's id of the response. String.</summary>
    public const string ResponseId = "gen_ai.response.id";

    /// <summary>The model that answered. String.</summary>
    public const string ResponseModel = "gen_ai.response.model";

    /// <summary>Why each choice ended, in the provider's words. String array.</summary>
    public const string ResponseFinishReasons = "gen_ai.response.finish_reasons";

    /// <summary>The input tokens, including tokens that the provider read from or wrote to its cache. Integer.</summary>
    public const string UsageInputTokens = "gen_ai.usage.input_tokens";

    /// <summary>The output tokens, including reasoning tokens. Integer.</summary>
    public const string UsageOutputTokens = "gen_ai.usage.output_tokens";

    /// <summary>The input tokens that the provider read from its cache. Integer.</summary>
    public const string UsageCacheReadInputTokens = "gen_ai.usage.cache_read.input_tokens";

    /// <summary>The input tokens that the provider wrote to its cache. Integer.</summary>
    public const string UsageCacheCreationInputTokens = "gen_ai.usage.cache_creation.input_tokens";

    /// <summary>The output tokens that the model used for reasoning. Integer.</summary>
    public const string UsageReasoningOutputTokens = "gen_ai.usage.reasoning.output_tokens";

    /// <summary>The messages of the request, <c>[{role, parts[]}]</c>. JSON as a string; content.</summary>
    public const string InputMessages = "gen_ai.input.messages";

    /// <summary>The messages of the response, <c>[{role, parts[], finish_reason}]</c>. JSON as a string; content.</summary>
    public const string OutputMessages = "gen_ai.output.messages";

    /// <summary>The instructions that the request has apart from its messages: an array of parts. JSON as a string; content.</summary>
    public const string SystemInstructions = "gen_ai.system_instructions";

    /// <summary>The tools that the request declares, <c>[{type, name, description?, parameters?}]</c>. JSON as a string; content.</summary>
    public const string ToolDefinitions = "gen_ai.tool.definitions";

    /// <summary>The id of the assistant that runs. String.</summary>
    public const string AgentId = "gen_ai.agent.id";

    /// <summary>The name of the assistant that the request creates. String.</summary>
    public const string AgentName = "gen_ai.agent.name";

    /// <summary>The query of a search. String; content.</summary>
    public const string RetrievalQueryText = "gen_ai.retrieval.query.text";

    /// <summary>The documents that a search found, <c>[{id, score}]</c>. JSON as a string; content.</summary>
    public const string RetrievalDocuments = "gen_ai.retrieval.documents";
}
