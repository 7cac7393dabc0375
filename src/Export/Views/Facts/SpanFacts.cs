using System.Runtime.CompilerServices;

namespace TracedLlm.Export;

/// <summary>The values of the facts of one span.</summary>
[InlineArray(Count)]
internal struct SpanFacts
{
    public const int Count = (int)SpanFact.CallId + 1;

    /// <summary>The attribute that says each of them.</summary>
    public static readonly (SpanFact Fact, string Name)[] Names =
    [
        (SpanFact.Operation, GenAi.OperationName),
        (SpanFact.CallType, LiteLlm.CallType),
        (SpanFact.Provider, GenAi.ProviderName),
        (SpanFact.RequestModel, GenAi.RequestModel),
        (SpanFact.ResponseModel, GenAi.ResponseModel),
        (SpanFact.ResponseId, GenAi.ResponseId),
        (SpanFact.FinishReasons, GenAi.ResponseFinishReasons),
        (SpanFact.TimeToFirstChunk, GenAi.ResponseTimeToFirstChunk),
        (SpanFact.Temperature, GenAi.RequestTemperature),
        (SpanFact.TopP, GenAi.RequestTopP),
        (SpanFact.TopK, GenAi.RequestTopK),
        (SpanFact.MaxTokens, GenAi.RequestMaxTokens),
        (SpanFact.FrequencyPenalty, GenAi.RequestFrequencyPenalty),
        (SpanFact.PresencePenalty, GenAi.RequestPresencePenalty),
        (SpanFact.Seed, GenAi.RequestSeed),
        (SpanFact.StopSequences, GenAi.RequestStopSequences),
        (SpanFact.ChoiceCount, GenAi.RequestChoiceCount),
        (SpanFact.EncodingFormats, GenAi.RequestEncodingFormats),
        (SpanFact.Dimensions, GenAi.EmbeddingsDimensionCount),
        (SpanFact.Stream, GenAi.RequestStream),
        (SpanFact.InputTokens, GenAi.UsageInputTokens),
        (SpanFact.OutputTokens, GenAi.UsageOutputTokens),
        (SpanFact.CacheReadTokens, GenAi.UsageCacheReadInputTokens),
        (SpanFact.CacheCreationTokens, GenAi.UsageCacheCreationInputTokens),
        (SpanFact.ReasoningTokens, GenAi.UsageReasoningOutputTokens),
        (SpanFact.AudioInputTokens, LiteLlm.UsageAudioInputTokens),
        (SpanFact.AudioOutputTokens, LiteLlm.UsageAudioOutputTokens),
        (SpanFact.CostTotal, LiteLlm.CostTotal),
        (SpanFact.CostInput, LiteLlm.CostInput),
        (SpanFact.CostOutput, LiteLlm.CostOutput),
        (SpanFact.InputMessages, GenAi.InputMessages),
        (SpanFact.OutputMessages, GenAi.OutputMessages),
        (SpanFact.SystemInstructions, GenAi.SystemInstructions),
        (SpanFact.ToolDefinitions, GenAi.ToolDefinitions),
        (SpanFact.QueryText, GenAi.RetrievalQueryText),
        (SpanFact.Documents, GenAi.RetrievalDocuments),
        (SpanFact.PromptName, LiteLlm.PromptName),
        (SpanFact.PromptVersion, LiteLlm.PromptVersion),
        (SpanFact.GenerationName, LiteLlm.GenerationName),
        (SpanFact.GenerationVersion, LiteLlm.GenerationVersion),
        (SpanFact.Level, LiteLlm.Level),
        (SpanFact.Outcome, LiteLlm.Outcome),
        (SpanFact.ErrorType, HttpAttributes.ErrorType),
        (SpanFact.CacheHit, LiteLlm.CacheHit),
        (SpanFact.Attempts, LiteLlm.Attempts),
        (SpanFact.AttemptIndex, LiteLlm.AttemptIndex),
        (SpanFact.GuardrailMode, LiteLlm.GuardrailMode),
        (SpanFact.GuardrailStatus, LiteLlm.GuardrailStatus),
        (SpanFact.GuardrailResponse, LiteLlm.GuardrailResponse),
        (SpanFact.RawRequest, LiteLlm.RawRequest),
        (SpanFact.RawResponse, LiteLlm.RawResponse),
        (SpanFact.SessionId, LiteLlm.SessionId),
        (SpanFact.UserId, LiteLlm.UserId),
        (SpanFact.TraceName, LiteLlm.TraceName),
        (SpanFact.TraceTags, LiteLlm.TraceTags),
        (SpanFact.TraceVersion, LiteLlm.TraceVersion),
        (SpanFact.TraceRelease, LiteLlm.TraceRelease),
        (SpanFact.TraceMetadata, LiteLlm.TraceMetadata),
        (SpanFact.TraceUpdateKeys, LiteLlm.TraceUpdateKeys),
        (SpanFact.CallId, LiteLlm.CallId),
    ];

    private object? _value;
}
