namespace TracedLlm.Export;

/// <summary>What LangSmith is told of each canonical attribute. It reads the GenAI conventions for models and parameters.</summary>
internal static class LangSmithTable
{
    public const string Metadata = "langsmith.metadata.";

    public static readonly OtlpKey Kind = new("langsmith.span.kind");
    public static readonly OtlpKey Tags = new("langsmith.span.tags");
    public static readonly OtlpKey RunName = new("langsmith.trace.name");
    public static readonly OtlpKey TraceName = new(Metadata + "trace_name");
    public static readonly OtlpKey TraceVersion = new(Metadata + "trace_version");
    public static readonly OtlpKey TraceRelease = new(Metadata + "trace_release");
    public static readonly OtlpKey TraceMetadata = new(Metadata + "trace_metadata");
    public static readonly OtlpKey CallerTraceId = new(Metadata + "caller_trace_id");
    public static readonly OtlpKey CallerSpanId = new(Metadata + "caller_span_id");
    public static readonly OtlpKey System = new("gen_ai.system");
    public static readonly OtlpKey ProviderName = new(Metadata + "ls_provider");
    public static readonly OtlpKey ModelName = new(Metadata + "ls_model_name");
    public static readonly OtlpKey ProviderInMetadata = new(Metadata + "provider");
    public static readonly OtlpKey ModelInMetadata = new(Metadata + "model");
    public static readonly OtlpKey RequestModel = new(GenAi.RequestModel);
    public static readonly OtlpKey ResponseModel = new(GenAi.ResponseModel);
    public static readonly OtlpKey Prompt = new("gen_ai.prompt");
    public static readonly OtlpKey Completion = new("gen_ai.completion");
    public static readonly OtlpKey Usage = new("langsmith.usage_metadata");

    /// <summary>The table.</summary>
    public static ViewTable Create() => new(
        Rest,
        [
            ViewRow.Text(LiteLlm.SessionId, Metadata + "session_id"),
            ViewRow.Text(LiteLlm.UserId, Metadata + "user_id"),
            ViewRow.Made(LiteLlm.TraceTags, Tags.Name),
            ViewRow.Made(LiteLlm.TraceName, $"{RunName} of the root, {TraceName} of the others"),
            ViewRow.Made(LiteLlm.TraceVersion, TraceVersion.Name),
            ViewRow.Made(LiteLlm.TraceRelease, TraceRelease.Name),
            ViewRow.Made(LiteLlm.TraceMetadata, TraceMetadata.Name),
            ViewRow.Dropped(LiteLlm.TraceJoined),
            ViewRow.Dropped(LiteLlm.TraceUpdateKeys),
            ViewRow.Dropped(LiteLlm.TraceDebug),

            ViewRow.Made(GenAi.RequestModel, $"{RequestModel}, {ModelName} (where no other answered); else {ModelInMetadata}"),
            ViewRow.Made(GenAi.ResponseModel, $"{ResponseModel}, {ModelName}; else {ModelInMetadata}"),
            ViewRow.Made(GenAi.ProviderName, $"{System}, {ProviderName}; of an attempt {ProviderInMetadata}"),
            ViewRow.AsIs(GenAi.OperationName),
            ViewRow.AsIs(GenAi.RequestTemperature),
            ViewRow.AsIs(GenAi.RequestTopP),
            ViewRow.AsIs(GenAi.RequestTopK),
            ViewRow.AsIs(GenAi.RequestMaxTokens),
            ViewRow.AsIs(GenAi.RequestFrequencyPenalty),
            ViewRow.AsIs(GenAi.RequestPresencePenalty),
            ViewRow.AsIs(GenAi.RequestSeed),
            ViewRow.AsIs(GenAi.RequestStopSequences),
            ViewRow.AsIs(GenAi.RequestEncodingFormats),
            ViewRow.Text(GenAi.ConversationId, Metadata + "conversation_id"),

            ViewRow.Made(GenAi.UsageInputTokens, Usage.Name),
            ViewRow.Made(GenAi.UsageOutputTokens, Usage.Name),
            ViewRow.Made(GenAi.UsageCacheReadInputTokens, Usage.Name),
            ViewRow.Made(GenAi.UsageCacheCreationInputTokens, Usage.Name),
            ViewRow.Made(GenAi.UsageReasoningOutputTokens, Usage.Name),
            ViewRow.Made(LiteLlm.UsageAudioInputTokens, Usage.Name),
            ViewRow.Made(LiteLlm.UsageAudioOutputTokens, Usage.Name),
            ViewRow.Made(LiteLlm.CostTotal, Usage.Name),
            ViewRow.Made(LiteLlm.CostInput, Usage.Name),
            ViewRow.Made(LiteLlm.CostOutput, Usage.Name),

            ViewRow.Made(GenAi.InputMessages, Prompt.Name),
            ViewRow.Made(GenAi.SystemInstructions, Prompt.Name),
            ViewRow.Made(GenAi.ToolDefinitions, Prompt.Name),
            ViewRow.Made(GenAi.RetrievalQueryText, Prompt.Name),
            ViewRow.Made(GenAi.OutputMessages, Completion.Name),
            ViewRow.Made(GenAi.RetrievalDocuments, Completion.Name),
            ViewRow.Made(LiteLlm.RawRequest, Prompt.Name),
            ViewRow.Made(LiteLlm.RawResponse, Completion.Name),
            ViewRow.Made(LiteLlm.GuardrailResponse, Completion.Name),

            ViewRow.Text(LiteLlm.PromptName, Metadata + "prompt_name"),
            ViewRow.Text(LiteLlm.PromptVersion, Metadata + "prompt_version"),
            ViewRow.Text(LiteLlm.ApiKeyHash, Metadata + "user_api_key_hash"),
            ViewRow.Text(LiteLlm.ApiKeyAlias, Metadata + "user_api_key_alias"),
            ViewRow.Text(LiteLlm.ApiKeyUserId, Metadata + "user_api_key_user_id"),
            ViewRow.Text(LiteLlm.TeamId, Metadata + "user_api_key_team_id"),
            ViewRow.Text(LiteLlm.TeamAlias, Metadata + "user_api_key_team_alias"),
            ViewRow.Text(LiteLlm.OrganizationId, Metadata + "user_api_key_org_id"),
            ViewRow.Text(LiteLlm.GuardrailName, Metadata + "guardrail_name"),
            ViewRow.Text(LiteLlm.GuardrailMode, Metadata + "guardrail_mode"),
            ViewRow.Text(LiteLlm.GuardrailStatus, Metadata + "guardrail_status"),
            ViewRow.Text(LiteLlm.GuardrailAction, Metadata + "guardrail_action"),
        ],
        [
            Kind.Name, Tags.Name, RunName.Name, TraceName.Name, TraceVersion.Name, TraceRelease.Name, TraceMetadata.Name, CallerTraceId.Name,
            CallerSpanId.Name, System.Name, ProviderName.Name, ModelName.Name, ProviderInMetadata.Name, ModelInMetadata.Name, Prompt.Name,
            Completion.Name, Usage.Name,
        ]);

    /// <summary>All else is metadata; what no family claims stays as it is.</summary>
    private static ViewRow Rest(string name) => AttributeFamilies.Of(name, out var rest) == AttributeFamily.Own
        ? ViewRow.AsIs(name)
        : ViewRow.Text(name, string.Concat(Metadata, rest));
}
