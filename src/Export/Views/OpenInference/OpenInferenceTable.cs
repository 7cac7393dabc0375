namespace TracedLlm.Export;

/// <summary>What Phoenix and Arize are told of each canonical attribute, in OpenInference's names.</summary>
internal static class OpenInferenceTable
{
    public static readonly OtlpKey Kind = new("openinference.span.kind");
    public static readonly OtlpKey Tags = new("tag.tags");
    public static readonly OtlpKey Metadata = new("metadata");
    public static readonly OtlpKey InputValue = new("input.value");
    public static readonly OtlpKey InputMimeType = new("input.mime_type");
    public static readonly OtlpKey OutputValue = new("output.value");
    public static readonly OtlpKey OutputMimeType = new("output.mime_type");
    public static readonly OtlpKey ModelName = new("llm.model_name");
    public static readonly OtlpKey EmbeddingModelName = new("embedding.model_name");
    public static readonly OtlpKey RerankerModelName = new("reranker.model_name");
    public static readonly OtlpKey RerankerQuery = new("reranker.query");
    public static readonly OtlpKey Provider = new("llm.provider");
    public static readonly OtlpKey System = new("llm.system");
    public static readonly OtlpKey InvocationParameters = new("llm.invocation_parameters");
    public static readonly OtlpKey FinishReason = new("llm.finish_reason");
    public static readonly OtlpKey PromptTokens = new("llm.token_count.prompt");
    public static readonly OtlpKey CompletionTokens = new("llm.token_count.completion");
    public static readonly OtlpKey TotalTokens = new("llm.token_count.total");
    public static readonly OtlpKey CacheReadTokens = new("llm.token_count.prompt_details.cache_read");
    public static readonly OtlpKey CacheWriteTokens = new("llm.token_count.prompt_details.cache_write");
    public static readonly OtlpKey AudioInputTokens = new("llm.token_count.prompt_details.audio");
    public static readonly OtlpKey ReasoningTokens = new("llm.token_count.completion_details.reasoning");
    public static readonly OtlpKey AudioOutputTokens = new("llm.token_count.completion_details.audio");
    public static readonly OtlpKey CostTotal = new("llm.cost.total");
    public static readonly OtlpKey CostPrompt = new("llm.cost.prompt");
    public static readonly OtlpKey CostCompletion = new("llm.cost.completion");
    public static readonly OtlpKey PromptId = new("prompt.id");
    public static readonly OtlpKey PromptVersion = new("llm.prompt_template.version");

    /// <summary>The table.</summary>
    public static ViewTable Create() => new(
        Rest,
        [
            ViewRow.AsIs(LiteLlm.SessionId),
            ViewRow.AsIs(LiteLlm.UserId),
            ViewRow.Made(LiteLlm.TraceTags, Tags.Name),
            ViewRow.Made(LiteLlm.TraceName, "metadata: trace_name"),
            ViewRow.Made(LiteLlm.TraceVersion, "metadata: trace_version"),
            ViewRow.Made(LiteLlm.TraceRelease, "metadata: trace_release"),
            ViewRow.Made(LiteLlm.TraceMetadata, "metadata: trace_metadata"),
            ViewRow.Dropped(LiteLlm.TraceJoined),
            ViewRow.Dropped(LiteLlm.TraceUpdateKeys),
            ViewRow.Dropped(LiteLlm.TraceDebug),

            ViewRow.Made(GenAi.RequestModel, "llm.model_name, embedding.model_name, reranker.model_name (where no other answered); else metadata: model"),
            ViewRow.Made(GenAi.ResponseModel, "llm.model_name, embedding.model_name, reranker.model_name; else metadata: model"),
            ViewRow.Made(GenAi.ProviderName, "llm.provider, llm.system; of an attempt metadata: provider"),
            ViewRow.Member(GenAi.OperationName, "operation"),
            ViewRow.Made(GenAi.RequestTemperature, InvocationParameters.Name),
            ViewRow.Made(GenAi.RequestTopP, InvocationParameters.Name),
            ViewRow.Made(GenAi.RequestTopK, InvocationParameters.Name),
            ViewRow.Made(GenAi.RequestMaxTokens, InvocationParameters.Name),
            ViewRow.Made(GenAi.RequestFrequencyPenalty, InvocationParameters.Name),
            ViewRow.Made(GenAi.RequestPresencePenalty, InvocationParameters.Name),
            ViewRow.Made(GenAi.RequestSeed, InvocationParameters.Name),
            ViewRow.Made(GenAi.RequestStopSequences, InvocationParameters.Name),
            ViewRow.Made(GenAi.RequestChoiceCount, InvocationParameters.Name),
            ViewRow.Made(GenAi.RequestStream, InvocationParameters.Name),
            ViewRow.Made(GenAi.RequestEncodingFormats, InvocationParameters.Name),
            ViewRow.Made(GenAi.EmbeddingsDimensionCount, InvocationParameters.Name),
            ViewRow.Made(GenAi.ResponseFinishReasons, FinishReason.Name),

            ViewRow.Made(GenAi.UsageInputTokens, $"{PromptTokens}, {TotalTokens}"),
            ViewRow.Made(GenAi.UsageOutputTokens, $"{CompletionTokens}, {TotalTokens}"),
            ViewRow.Made(GenAi.UsageCacheReadInputTokens, CacheReadTokens.Name),
            ViewRow.Made(GenAi.UsageCacheCreationInputTokens, CacheWriteTokens.Name),
            ViewRow.Made(GenAi.UsageReasoningOutputTokens, ReasoningTokens.Name),
            ViewRow.Made(LiteLlm.UsageAudioInputTokens, AudioInputTokens.Name),
            ViewRow.Made(LiteLlm.UsageAudioOutputTokens, AudioOutputTokens.Name),
            ViewRow.Made(LiteLlm.CostTotal, CostTotal.Name),
            ViewRow.Made(LiteLlm.CostInput, CostPrompt.Name),
            ViewRow.Made(LiteLlm.CostOutput, CostCompletion.Name),

            ViewRow.Made(GenAi.InputMessages, "input.value, llm.input_messages.*; embedding.embeddings.*"),
            ViewRow.Made(GenAi.SystemInstructions, "input.value, llm.input_messages.0"),
            ViewRow.Made(GenAi.ToolDefinitions, "input.value, llm.tools.*"),
            ViewRow.Made(GenAi.RetrievalQueryText, "input.value, reranker.query"),
            ViewRow.Made(GenAi.OutputMessages, "output.value, llm.output_messages.*"),
            ViewRow.Made(GenAi.RetrievalDocuments, "output.value, retrieval.documents.*, reranker.output_documents.*"),
            ViewRow.Made(LiteLlm.RawRequest, InputValue.Name),
            ViewRow.Made(LiteLlm.RawResponse, OutputValue.Name),
            ViewRow.Made(LiteLlm.GuardrailResponse, OutputValue.Name),

            ViewRow.Made(LiteLlm.PromptName, PromptId.Name),
            ViewRow.Made(LiteLlm.PromptVersion, PromptVersion.Name),

            ViewRow.Member(LiteLlm.ApiKeyHash, "user_api_key_hash"),
            ViewRow.Member(LiteLlm.ApiKeyAlias, "user_api_key_alias"),
            ViewRow.Member(LiteLlm.ApiKeyUserId, "user_api_key_user_id"),
            ViewRow.Member(LiteLlm.TeamId, "user_api_key_team_id"),
            ViewRow.Member(LiteLlm.TeamAlias, "user_api_key_team_alias"),
            ViewRow.Member(LiteLlm.OrganizationId, "user_api_key_org_id"),
            ViewRow.Member(LiteLlm.GuardrailName, "guardrail_name"),
            ViewRow.Member(LiteLlm.GuardrailMode, "guardrail_mode"),
            ViewRow.Member(LiteLlm.GuardrailStatus, "guardrail_status"),
            ViewRow.Member(LiteLlm.GuardrailAction, "guardrail_action"),
        ],
        [
            Kind.Name, Tags.Name, Metadata.Name, InputValue.Name, InputMimeType.Name, OutputValue.Name, OutputMimeType.Name, ModelName.Name,
            EmbeddingModelName.Name, RerankerModelName.Name, RerankerQuery.Name, Provider.Name, System.Name, InvocationParameters.Name,
            FinishReason.Name, PromptTokens.Name, CompletionTokens.Name, TotalTokens.Name, CacheReadTokens.Name, CacheWriteTokens.Name,
            AudioInputTokens.Name, ReasoningTokens.Name, AudioOutputTokens.Name, CostTotal.Name, CostPrompt.Name, CostCompletion.Name,
            PromptId.Name, PromptVersion.Name,
        ]);

    /// <summary>All else is a member of <c>metadata</c>; what no family claims stays as it is.</summary>
    private static ViewRow Rest(string name) => AttributeFamilies.Of(name, out var rest) == AttributeFamily.Own
        ? ViewRow.AsIs(name)
        : ViewRow.Member(name, rest.ToString());
}
