using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Tables;
using TracedLlm.Facts;

namespace TracedLlm.Export.Views.LiteLlmOtel;

/// <summary>The attribute names of LiteLLM's first OpenTelemetry integration, for dashboards that exist.</summary>
internal static class LiteLlmTable
{
    private const string MetadataPrefix = "metadata.";

    // The fields, in the order in which they are written.
    private static readonly AttributeField System = new("gen_ai.system", FieldWriters.WriteValue);
    private static readonly AttributeField CallId = new(LiteLlm.CallId, FieldWriters.WriteValue);
    private static readonly AttributeField TraceName = new(MetadataPrefix + "trace_name", FieldWriters.WriteText);
    private static readonly AttributeField TraceTags = new(MetadataPrefix + "tags", FieldWriters.WriteText);
    private static readonly AttributeField TraceVersion = new(MetadataPrefix + "trace_version", FieldWriters.WriteText);
    private static readonly AttributeField TraceRelease = new(MetadataPrefix + "trace_release", FieldWriters.WriteText);
    private static readonly AttributeField TraceMetadata = new(MetadataPrefix + "trace_metadata", FieldWriters.WriteText);
    private static readonly AttributeField Kind = new("openinference.span.kind", LiteLlmFields.WriteGuardrailKind, SpanScope.Guardrail) { IsWrittenWithoutRows = true };
    private static readonly AttributeField IsStreaming = new("llm.is_streaming", LiteLlmFields.WriteIsStreaming, SpanScope.Request) { IsWrittenWithoutRows = true };
    private static readonly AttributeField User = new("llm.user", FieldWriters.WriteValue, SpanScope.Request);
    private static readonly AttributeField RequestId = new("gen_ai.request.id", FieldWriters.WriteValue, SpanScope.Request);
    private static readonly AttributeField InputTokens = new(GenAi.UsageInputTokens, FieldWriters.WriteValue, SpanScope.Request);
    private static readonly AttributeField OutputTokens = new(GenAi.UsageOutputTokens, FieldWriters.WriteValue, SpanScope.Request);
    private static readonly AttributeField TotalTokens = new("gen_ai.usage.total_tokens", LiteLlmFields.WriteTotalTokens, SpanScope.Request);
    private static readonly AttributeField OutputMessages = new(GenAi.OutputMessages, FieldWriters.WriteValue, SpanScope.Request);
    private static readonly AttributeField DeclaredFunctions = new("llm.request.functions.*", LiteLlmFunctions.WriteDeclared, SpanScope.Request);
    private static readonly AttributeField CalledFunctions = new("gen_ai.completion.*.function_call.*", LiteLlmFunctions.WriteCalled, SpanScope.Request);

    /// <summary>The table.</summary>
    public static ViewTable Table { get; } = new(
        name => ViewRow.AsIs(name),
        [
            ViewRow.AsIs(LiteLlm.SessionId),
            ViewRow.AsIs(LiteLlm.UserId, User),
            .. RowGroups.Trace([TraceName], TraceTags, TraceVersion, TraceRelease, TraceMetadata),
            ViewRow.Text(LiteLlm.GenerationName, MetadataPrefix + "generation_name"),
            ViewRow.Text(LiteLlm.GenerationId, MetadataPrefix + "generation_id"),
            ViewRow.Text(LiteLlm.GenerationVersion, MetadataPrefix + "version"),

            ViewRow.Same(LibraryAttributes.CallType, "llm.request.type"),
            ViewRow.Made(GenAi.ProviderName, System),
            ViewRow.Made(GenAi.RequestStream, IsStreaming),
            ViewRow.Made(LiteLlm.CallId, CallId, RequestId),
            ViewRow.Text(GenAi.ResponseFinishReasons, GenAi.ResponseFinishReasons),
            new UsageRow(GenAi.UsageInputTokens, TokenBucket.Input, "", InputTokens, TotalTokens),
            new UsageRow(GenAi.UsageOutputTokens, TokenBucket.Output, "", OutputTokens, TotalTokens),
            ViewRow.Same(LiteLlm.CostInput, "gen_ai.cost.input_cost"),
            ViewRow.Same(LiteLlm.CostOutput, "gen_ai.cost.output_cost"),
            ViewRow.Same(LiteLlm.CostTotal, "gen_ai.cost.total_cost"),
            ViewRow.Made(GenAi.ToolDefinitions, DeclaredFunctions),
            ViewRow.Made(GenAi.OutputMessages, OutputMessages, CalledFunctions),

            .. RowGroups.Caller((canonical, name) => ViewRow.Same(canonical, MetadataPrefix + name)),
            .. RowGroups.Guardrail((canonical, name) => ViewRow.Same(canonical, name)),
            ViewRow.Same(LibraryAttributes.GuardrailResponse, "guardrail_response"),
            ViewRow.Same(LibraryAttributes.GuardrailMaskedEntities, "masked_entity_count"),
            ViewRow.Text(LibraryAttributes.GuardrailViolationCategories, "guardrail_violation_categories"),
        ],
        [
            System, CallId, TraceName, TraceTags, TraceVersion, TraceRelease, TraceMetadata, Kind, IsStreaming, User, RequestId, InputTokens,
            OutputTokens, TotalTokens, OutputMessages, DeclaredFunctions, CalledFunctions,
        ]);
}
