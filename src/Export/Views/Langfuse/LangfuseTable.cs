namespace TracedLlm.Export;

/// <summary>What Langfuse is told of each canonical attribute.</summary>
internal static class LangfuseTable
{
    public const string Metadata = "langfuse.observation.metadata.";

    // The attributes that code writes.
    public static readonly OtlpKey ObservationType = new("langfuse.observation.type");
    public static readonly OtlpKey Level = new("langfuse.observation.level");
    public static readonly OtlpKey StatusMessage = new("langfuse.observation.status_message");
    public static readonly OtlpKey Input = new("langfuse.observation.input");
    public static readonly OtlpKey Output = new("langfuse.observation.output");
    public static readonly OtlpKey ModelName = new("langfuse.observation.model.name");
    public static readonly OtlpKey ModelInMetadata = new(Metadata + "model");
    public static readonly OtlpKey ModelParameters = new("langfuse.observation.model.parameters");
    public static readonly OtlpKey UsageDetails = new("langfuse.observation.usage_details");
    public static readonly OtlpKey CostDetails = new("langfuse.observation.cost_details");
    public static readonly OtlpKey CompletionStartTime = new("langfuse.observation.completion_start_time");
    public static readonly OtlpKey PromptName = new("langfuse.observation.prompt.name");
    public static readonly OtlpKey PromptVersion = new("langfuse.observation.prompt.version");
    public static readonly OtlpKey PromptNameInMetadata = new(Metadata + "prompt_name");
    public static readonly OtlpKey PromptVersionInMetadata = new(Metadata + "prompt_version");
    public static readonly OtlpKey TraceName = new("langfuse.trace.name");
    public static readonly OtlpKey TraceTags = new("langfuse.trace.tags");
    public static readonly OtlpKey TraceMetadataJson = new("langfuse.trace.metadata");
    public static readonly OtlpKey Version = new("langfuse.version");
    public static readonly OtlpKey Release = new("langfuse.release");
    public static readonly OtlpKey SessionLabel = new("langfuse.trace.session_id");
    public static readonly OtlpKey IsAppRoot = new("langfuse.internal.is_app_root");

    /// <summary>The table.</summary>
    public static ViewTable Create() => new(
        Rest,
        [
            ViewRow.AsIs(LiteLlm.SessionId),
            ViewRow.AsIs(LiteLlm.UserId),
            ViewRow.Made(LiteLlm.TraceName, TraceName.Name),
            ViewRow.Made(LiteLlm.TraceTags, TraceTags.Name),
            ViewRow.Made(LiteLlm.TraceMetadata, TraceMetadataJson.Name),
            ViewRow.Made(LiteLlm.TraceVersion, Version.Name),
            ViewRow.Made(LiteLlm.TraceRelease, Release.Name),
            ViewRow.Same(LiteLlm.TraceDebug, "langfuse.debug"),
            ViewRow.Dropped(LiteLlm.TraceJoined),
            ViewRow.Dropped(LiteLlm.TraceUpdateKeys),

            ViewRow.Same(LiteLlm.TraceId, "langfuse.trace.id"),
            ViewRow.Text(LiteLlm.GenerationName, "langfuse.generation.name"),
            ViewRow.Text(LiteLlm.GenerationId, "langfuse.generation.id"),
            ViewRow.Made(LiteLlm.GenerationVersion, Version.Name),

            ViewRow.Made(GenAi.RequestModel, $"{ModelName} (where no other answered), {ModelInMetadata}"),
            ViewRow.Made(GenAi.ResponseModel, $"{ModelName}, {ModelInMetadata}"),
            ViewRow.Same(GenAi.OperationName, Metadata + "operation"),
            ViewRow.Same(GenAi.ProviderName, Metadata + "provider"),
            ViewRow.Made(GenAi.RequestTemperature, ModelParameters.Name),
            ViewRow.Made(GenAi.RequestTopP, ModelParameters.Name),
            ViewRow.Made(GenAi.RequestTopK, ModelParameters.Name),
            ViewRow.Made(GenAi.RequestMaxTokens, ModelParameters.Name),
            ViewRow.Made(GenAi.RequestFrequencyPenalty, ModelParameters.Name),
            ViewRow.Made(GenAi.RequestPresencePenalty, ModelParameters.Name),
            ViewRow.Made(GenAi.RequestSeed, ModelParameters.Name),
            ViewRow.Made(GenAi.RequestStopSequences, ModelParameters.Name),
            ViewRow.Made(GenAi.RequestChoiceCount, ModelParameters.Name),
            ViewRow.Made(GenAi.RequestStream, ModelParameters.Name),
            ViewRow.Made(GenAi.RequestEncodingFormats, ModelParameters.Name),
            ViewRow.Made(GenAi.EmbeddingsDimensionCount, ModelParameters.Name),
            ViewRow.Made(GenAi.ResponseTimeToFirstChunk, CompletionStartTime.Name),

            ViewRow.Made(GenAi.UsageInputTokens, UsageDetails.Name),
            ViewRow.Made(GenAi.UsageOutputTokens, UsageDetails.Name),
            ViewRow.Made(GenAi.UsageCacheReadInputTokens, UsageDetails.Name),
            ViewRow.Made(GenAi.UsageCacheCreationInputTokens, UsageDetails.Name),
            ViewRow.Made(GenAi.UsageReasoningOutputTokens, UsageDetails.Name),
            ViewRow.Made(LiteLlm.UsageAudioInputTokens, UsageDetails.Name),
            ViewRow.Made(LiteLlm.UsageAudioOutputTokens, UsageDetails.Name),
            ViewRow.Made(LiteLlm.CostTotal, CostDetails.Name),
            ViewRow.Made(LiteLlm.CostInput, CostDetails.Name),
            ViewRow.Made(LiteLlm.CostOutput, CostDetails.Name),

            ViewRow.Made(GenAi.InputMessages, Input.Name),
            ViewRow.Made(GenAi.SystemInstructions, Input.Name),
            ViewRow.Made(GenAi.ToolDefinitions, Input.Name),
            ViewRow.Made(GenAi.RetrievalQueryText, Input.Name),
            ViewRow.Made(GenAi.OutputMessages, Output.Name),
            ViewRow.Made(GenAi.RetrievalDocuments, Output.Name),
            ViewRow.Made(LiteLlm.RawRequest, Input.Name),
            ViewRow.Made(LiteLlm.RawResponse, Output.Name),
            ViewRow.Made(LiteLlm.GuardrailResponse, Output.Name),

            ViewRow.Made(LiteLlm.PromptName, $"{PromptName}, {PromptNameInMetadata}"),
            ViewRow.Made(LiteLlm.PromptVersion, $"{PromptVersion}, {PromptVersionInMetadata}"),
            ViewRow.Made(LiteLlm.Level, Level.Name),

            ViewRow.OfTrace(LiteLlm.ApiKeyHash, "user_api_key_hash"),
            ViewRow.OfTrace(LiteLlm.ApiKeyAlias, "user_api_key_alias"),
            ViewRow.OfTrace(LiteLlm.ApiKeyUserId, "user_api_key_user_id"),
            ViewRow.OfTrace(LiteLlm.TeamId, "user_api_key_team_id"),
            ViewRow.OfTrace(LiteLlm.TeamAlias, "user_api_key_team_alias"),
            ViewRow.OfTrace(LiteLlm.OrganizationId, "user_api_key_org_id"),
            ViewRow.Same(LiteLlm.GuardrailName, Metadata + "guardrail_name"),
            ViewRow.Same(LiteLlm.GuardrailMode, Metadata + "guardrail_mode"),
            ViewRow.Same(LiteLlm.GuardrailStatus, Metadata + "guardrail_status"),
            ViewRow.Same(LiteLlm.GuardrailAction, Metadata + "guardrail_action"),
        ],
        [
            ObservationType.Name, Level.Name, StatusMessage.Name, Input.Name, Output.Name, ModelName.Name, ModelParameters.Name, UsageDetails.Name,
            CostDetails.Name, CompletionStartTime.Name, PromptName.Name, PromptVersion.Name, TraceName.Name, TraceTags.Name,
            TraceMetadataJson.Name, Version.Name, Release.Name, SessionLabel.Name, IsAppRoot.Name,
        ]);

    /// <summary>All else is metadata of its row; what no family claims stays as it is, and Langfuse keeps it as metadata itself.</summary>
    private static ViewRow Rest(string name) => AttributeFamilies.Of(name, out var rest) == AttributeFamily.Own
        ? ViewRow.AsIs(name)
        : ViewRow.Same(name, string.Concat(Metadata, rest));
}
