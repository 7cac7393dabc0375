namespace TracedLlm.Export;

/// <summary>The attribute names of LiteLLM's first OpenTelemetry integration, for dashboards that exist.</summary>
internal static class LiteLlmTable
{
    public const string Metadata = "metadata.";

    public static readonly OtlpKey System = new("gen_ai.system");
    public static readonly OtlpKey IsStreaming = new("llm.is_streaming");
    public static readonly OtlpKey User = new("llm.user");
    public static readonly OtlpKey RequestId = new("gen_ai.request.id");
    public static readonly OtlpKey TotalTokens = new("gen_ai.usage.total_tokens");
    public static readonly OtlpKey Kind = new("openinference.span.kind");
    public static readonly OtlpKey TraceName = new(Metadata + "trace_name");
    public static readonly OtlpKey TraceTags = new(Metadata + "tags");
    public static readonly OtlpKey TraceVersion = new(Metadata + "trace_version");
    public static readonly OtlpKey TraceRelease = new(Metadata + "trace_release");
    public static readonly OtlpKey TraceMetadata = new(Metadata + "trace_metadata");

    /// <summary>The table.</summary>
    public static ViewTable Create() => new(
        ViewRow.AsIs,
        [
            ViewRow.AsIs(LiteLlm.SessionId),
            ViewRow.AsIs(LiteLlm.UserId),
            ViewRow.Made(LiteLlm.TraceName, TraceName.Name),
            ViewRow.Made(LiteLlm.TraceTags, TraceTags.Name),
            ViewRow.Made(LiteLlm.TraceVersion, TraceVersion.Name),
            ViewRow.Made(LiteLlm.TraceRelease, TraceRelease.Name),
            ViewRow.Made(LiteLlm.TraceMetadata, TraceMetadata.Name),
            ViewRow.Text(LiteLlm.GenerationName, Metadata + "generation_name"),
            ViewRow.Text(LiteLlm.GenerationId, Metadata + "generation_id"),
            ViewRow.Text(LiteLlm.GenerationVersion, Metadata + "version"),
            ViewRow.Dropped(LiteLlm.TraceJoined),
            ViewRow.Dropped(LiteLlm.TraceUpdateKeys),

            ViewRow.Same(LiteLlm.CallType, "llm.request.type"),
            ViewRow.Made(GenAi.ProviderName, System.Name),
            ViewRow.Made(GenAi.RequestStream, IsStreaming.Name),
            ViewRow.Made(LiteLlm.CallId, $"{LiteLlm.CallId}, {RequestId}"),
            ViewRow.Text(GenAi.ResponseFinishReasons, GenAi.ResponseFinishReasons),
            ViewRow.Made(GenAi.UsageInputTokens, $"{GenAi.UsageInputTokens}, {TotalTokens}"),
            ViewRow.Made(GenAi.UsageOutputTokens, $"{GenAi.UsageOutputTokens}, {TotalTokens}"),
            ViewRow.Same(LiteLlm.CostInput, "gen_ai.cost.input_cost"),
            ViewRow.Same(LiteLlm.CostOutput, "gen_ai.cost.output_cost"),
            ViewRow.Same(LiteLlm.CostTotal, "gen_ai.cost.total_cost"),
            ViewRow.Made(GenAi.ToolDefinitions, "llm.request.functions.*"),
            ViewRow.Made(GenAi.OutputMessages, $"{GenAi.OutputMessages}, gen_ai.completion.*.function_call.*"),

            ViewRow.Same(LiteLlm.ApiKeyHash, Metadata + "user_api_key_hash"),
            ViewRow.Same(LiteLlm.ApiKeyAlias, Metadata + "user_api_key_alias"),
            ViewRow.Same(LiteLlm.ApiKeyUserId, Metadata + "user_api_key_user_id"),
            ViewRow.Same(LiteLlm.TeamId, Metadata + "user_api_key_team_id"),
            ViewRow.Same(LiteLlm.TeamAlias, Metadata + "user_api_key_team_alias"),
            ViewRow.Same(LiteLlm.OrganizationId, Metadata + "user_api_key_org_id"),

            ViewRow.Same(LiteLlm.GuardrailName, "guardrail_name"),
            ViewRow.Same(LiteLlm.GuardrailMode, "guardrail_mode"),
            ViewRow.Same(LiteLlm.GuardrailStatus, "guardrail_status"),
            ViewRow.Same(LiteLlm.GuardrailAction, "guardrail_action"),
            ViewRow.Same(LiteLlm.GuardrailResponse, "guardrail_response"),
            ViewRow.Same(LiteLlm.GuardrailMaskedEntities, "masked_entity_count"),
            ViewRow.Text(LiteLlm.GuardrailViolationCategories, "guardrail_violation_categories"),
        ],
        [
            System.Name, IsStreaming.Name, User.Name, RequestId.Name, TotalTokens.Name, Kind.Name, TraceName.Name, TraceTags.Name, TraceVersion.Name,
            TraceRelease.Name, TraceMetadata.Name,
        ]);
}
