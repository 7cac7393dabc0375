using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Tables;
using TracedLlm.Facts;

namespace TracedLlm.Export.Views.Langfuse;

/// <summary>What Langfuse gets of each canonical attribute.</summary>
internal static class LangfuseTable
{
    public const string MetadataPrefix = "langfuse.observation.metadata.";
    public const string TraceMetadataPrefix = "langfuse.trace.metadata.";

    // The fields, in the order in which they are written.
    private static readonly AttributeField ObservationType = new("langfuse.observation.type", LangfuseFields.WriteType) { IsWrittenWithoutRows = true };
    private static readonly AttributeField TraceName = new("langfuse.trace.name", LangfuseFields.WriteTraceName) { IsWrittenWithoutRows = true };
    private static readonly AttributeField TraceTags = new("langfuse.trace.tags", FieldWriters.WriteValue);
    private static readonly AttributeField TraceMetadata = new("langfuse.trace.metadata", LangfuseMetadata.WriteOfTrace) { IsWrittenWithoutRows = true };
    private static readonly AttributeField ObservationMetadata = new("langfuse.observation.metadata", LangfuseMetadata.WriteOfJoined) { IsWrittenWithoutRows = true };
    private static readonly AttributeField Release = new("langfuse.release", FieldWriters.WriteText);
    private static readonly AttributeField Version = new("langfuse.version", FieldWriters.WriteText);
    private static readonly AttributeField CallerSpanId = new(MetadataPrefix + "caller_span_id", LangfuseFields.WriteCallerSpanId, SpanScope.Root) { IsWrittenWithoutRows = true, IsReserved = false };
    private static readonly AttributeField Level = new("langfuse.observation.level", LangfuseFields.WriteLevel) { IsWrittenWithoutRows = true };
    private static readonly AttributeField StatusMessage = new("langfuse.observation.status_message", LangfuseFields.WriteStatusMessage);
    private static readonly AttributeField Input = new("langfuse.observation.input", LangfuseFields.WriteInput) { IsWrittenWithoutRows = true };
    private static readonly AttributeField Output = new("langfuse.observation.output", LangfuseFields.WriteOutput) { IsWrittenWithoutRows = true };
    private static readonly AttributeField CostDetails = new("langfuse.observation.cost_details", LangfuseUsage.WriteCost, SpanScope.Request);
    private static readonly AttributeField UsageDetails = new("langfuse.observation.usage_details", LangfuseUsage.WriteUsage, SpanScope.Request) { IsWrittenWithoutRows = true };
    public static readonly AttributeField ModelName = new("langfuse.observation.model.name", LangfuseFields.WriteModel, SpanScope.Request);
    private static readonly AttributeField ModelInMetadata = new(MetadataPrefix + "model", LangfuseFields.WriteUnpricedModel, SpanScope.Request | SpanScope.Root | SpanScope.Other) { IsReserved = false };
    private static readonly AttributeField ModelParameters = new("langfuse.observation.model.parameters", FieldWriters.WriteParameters, SpanScope.Request);
    private static readonly AttributeField CompletionStartTime = new("langfuse.observation.completion_start_time", LangfuseFields.WriteCompletionStart, SpanScope.Request);
    private static readonly AttributeField PromptName = new("langfuse.observation.prompt.name", LangfuseFields.WriteLinkedPromptName, SpanScope.Request);
    private static readonly AttributeField PromptNameInMetadata = new(MetadataPrefix + "prompt_name", LangfuseFields.WriteUnlinkedPromptName, SpanScope.Request) { IsReserved = false };
    private static readonly AttributeField PromptVersion = new("langfuse.observation.prompt.version", LangfuseFields.WriteLinkedPromptVersion, SpanScope.Request);
    private static readonly AttributeField PromptVersionInMetadata = new(MetadataPrefix + "prompt_version", LangfuseFields.WriteUnlinkedPromptVersion, SpanScope.Request) { IsReserved = false };

    /// <summary>The table.</summary>
    public static ViewTable Table { get; } = new(
        Rest,
        [
            ViewRow.AsIs(LiteLlm.SessionId),
            ViewRow.AsIs(LiteLlm.UserId),
            ViewRow.Made(LiteLlm.GenerationVersion, Version),
            .. RowGroups.Trace([TraceName], TraceTags, Version, Release, TraceMetadata),

            // The name of the row.
            ViewRow.Dropped(LiteLlm.GenerationName),

            ViewRow.Made(GenAi.ResponseModel, ModelName, ModelInMetadata),
            Metadata(LiteLlm.ProviderModel, "provider.model", ModelName, ModelInMetadata),
            ViewRow.Made(GenAi.RequestModel, ModelName, ModelInMetadata),
            Metadata(GenAi.OperationName, "operation"),
            Metadata(GenAi.ProviderName, "provider"),
            .. RowGroups.Parameters(ModelParameters),
            .. RowGroups.AnsweredParameters(ModelParameters),
            ViewRow.Made(GenAi.ResponseTimeToFirstChunk, CompletionStartTime),

            .. RowGroups.Usage(bucket => (LangfuseUsage.BucketName(bucket), [UsageDetails])),
            new UsageRow(LiteLlm.UsageOneHourCacheCreationInputTokens, TokenBucket.OneHourCacheCreation, "input_cache_creation_1h", UsageDetails),
            new UsageRow(LiteLlm.UsageCachedAudioInputTokens, TokenBucket.CachedAudio, "input_cached_audio_tokens", UsageDetails),
            .. RowGroups.Cost(("input", CostDetails), ("input_cached_tokens", CostDetails), ("input_cache_creation", CostDetails), ("output", CostDetails), ("total", CostDetails)),
            .. RowGroups.Content([Input], [Output]),

            // As input, the tools of a raw request would be counted once more.
            Metadata(LibraryAttributes.RawRequest, "raw_request"),
            Metadata(LibraryAttributes.RawResponse, "raw_response"),

            ViewRow.Made(LiteLlm.PromptName, PromptName, PromptNameInMetadata),
            ViewRow.Made(LiteLlm.PromptVersion, PromptVersion, PromptVersionInMetadata),
            ViewRow.Made(LibraryAttributes.Level, Level),
            Metadata(LibraryAttributes.Outcome, "outcome", Level, StatusMessage),

            .. RowGroups.Caller(ViewRow.TraceMetadata),
            .. RowGroups.Guardrail((canonical, name) => Metadata(canonical, name, canonical == LibraryAttributes.GuardrailStatus ? [StatusMessage] : [])),
        ],
        [
            ObservationType, TraceName, TraceTags, TraceMetadata, ObservationMetadata, Release, Version, CallerSpanId, Level, StatusMessage, Input, Output,
            CostDetails, UsageDetails, ModelName, ModelInMetadata, ModelParameters, CompletionStartTime, PromptName, PromptNameInMetadata,
            PromptVersion, PromptVersionInMetadata,
        ]);

    /// <summary>Every other canonical attribute is metadata of its row. Attributes of no family stay as they are, and Langfuse keeps them as metadata itself.</summary>
    private static ViewRow Rest(string name) => AttributeFamilies.Classify(name, out var rest) == AttributeFamily.Own
        ? ViewRow.AsIs(name)
        : Metadata(name, rest.ToString());

    private static ViewRow Metadata(string canonical, string name, params ViewField[] fields) =>
        ViewRow.Same(canonical, MetadataPrefix + name, fields);
}
