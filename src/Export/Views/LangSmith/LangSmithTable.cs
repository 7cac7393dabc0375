using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Tables;
using TracedLlm.Facts;

namespace TracedLlm.Export.Views.LangSmith;

/// <summary>What LangSmith gets of each canonical attribute. LangSmith reads the GenAI conventions for models and parameters.</summary>
internal static class LangSmithTable
{
    public const string MetadataPrefix = "langsmith.metadata.";

    private const SpanScope NotRoot = SpanScope.Every & ~SpanScope.Root;
    private const SpanScope NotBilled = SpanScope.Every & ~SpanScope.BilledRequest;

    // The fields, in the order in which they are written.
    private static readonly AttributeField Kind = new("langsmith.span.kind", LangSmithFields.WriteKind) { IsWrittenWithoutRows = true };
    private static readonly AttributeField Tags = new("langsmith.span.tags", LangSmithFields.WriteTags);

    // LangSmith names the run that has the attribute, not the trace.
    private static readonly AttributeField RunName = new("langsmith.trace.name", LangSmithFields.WriteRunName, SpanScope.Root) { IsWrittenWithoutRows = true };
    private static readonly AttributeField TraceName = new(MetadataPrefix + "trace_name", FieldWriters.WriteText, NotRoot);
    private static readonly AttributeField TraceVersion = new(MetadataPrefix + "trace_version", FieldWriters.WriteText);
    private static readonly AttributeField TraceRelease = new(MetadataPrefix + "trace_release", FieldWriters.WriteText);
    private static readonly AttributeField TraceMetadata = new(MetadataPrefix + "trace_metadata", FieldWriters.WriteText);
    private static readonly AttributeField Prompt = new("gen_ai.prompt", LangSmithFields.WritePrompt) { IsWrittenWithoutRows = true };
    private static readonly AttributeField Completion = new("gen_ai.completion", LangSmithFields.WriteCompletion) { IsWrittenWithoutRows = true };
    private static readonly AttributeField RequestModel = new(GenAi.RequestModel, FieldWriters.WriteValue, SpanScope.BilledRequest);
    private static readonly AttributeField ResponseModel = new(GenAi.ResponseModel, FieldWriters.WriteValue, SpanScope.BilledRequest);
    private static readonly AttributeField ModelName = new(MetadataPrefix + "ls_model_name", FieldWriters.WriteText, SpanScope.BilledRequest);
    private static readonly AttributeField ModelInMetadata = new(MetadataPrefix + "model", FieldWriters.WriteValue, SpanScope.UnbilledRequest | SpanScope.Root | SpanScope.Other);
    private static readonly AttributeField System = new("gen_ai.system", LangSmithFields.WriteSystem, SpanScope.BilledRequest);
    private static readonly AttributeField ProviderName = new(MetadataPrefix + "ls_provider", LangSmithFields.WriteProviderName, SpanScope.BilledRequest);
    private static readonly AttributeField ProviderInMetadata = new(MetadataPrefix + "provider", FieldWriters.WriteValue, NotBilled);
    private static readonly AttributeField Usage = new("langsmith.usage_metadata", LangSmithUsage.Write, SpanScope.BilledRequest) { IsWrittenWithoutRows = true };

    private static readonly AttributeField InvocationParameters = new("llm.invocation_parameters", FieldWriters.WriteParameters, SpanScope.BilledRequest);

    private static readonly AttributeField CallerTraceId = new(MetadataPrefix + "caller_trace_id", LangSmithFields.WriteCallerTraceId) { IsWrittenWithoutRows = true };
    private static readonly AttributeField CallerSpanId = new(MetadataPrefix + "caller_span_id", LangSmithFields.WriteCallerSpanId) { IsWrittenWithoutRows = true };

    /// <summary>The table.</summary>
    public static ViewTable Table { get; } = new(
        Rest,
        [
            Metadata(LiteLlm.SessionId, "session_id"),
            Metadata(LiteLlm.UserId, "user_id"),
            .. RowGroups.Trace([RunName, TraceName], Tags, TraceVersion, TraceRelease, TraceMetadata),
            ViewRow.Dropped(LibraryAttributes.TraceDebug),

            ViewRow.Made(GenAi.ResponseModel, ResponseModel, ModelName, ModelInMetadata),
            new ViewRow(LiteLlm.ProviderModel, RowAction.Text, MetadataPrefix + "provider.model", ResponseModel, ModelName, ModelInMetadata),
            ViewRow.Made(GenAi.RequestModel, RequestModel, ModelName, ModelInMetadata),
            ViewRow.Made(GenAi.ProviderName, System, ProviderName, ProviderInMetadata),
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
            ViewRow.Made(LibraryAttributes.RequestParameters, InvocationParameters),
            .. RowGroups.AnsweredParameters(InvocationParameters),
            Metadata(GenAi.ConversationId, "conversation_id"),

            .. RowGroups.Usage(bucket => (LangSmithUsage.BucketName(bucket), [Usage])),
            .. RowGroups.Cost(("input_cost", Usage), ("input_cost_details.cache_read", Usage), ("input_cost_details.cache_creation", Usage), ("output_cost", Usage), ("total_cost", Usage)),
            .. RowGroups.Content([Prompt], [Completion]),
            .. RowGroups.RawBodies([Prompt], [Completion]),

            Metadata(LiteLlm.PromptName, "prompt_name"),
            Metadata(LiteLlm.PromptVersion, "prompt_version"),
            .. RowGroups.Caller(Metadata),
            .. RowGroups.Guardrail(Metadata),
        ],
        [
            Kind, Tags, RunName, TraceName, TraceVersion, TraceRelease, TraceMetadata, Prompt, Completion, RequestModel, ResponseModel, ModelName,
            ModelInMetadata, System, ProviderName, ProviderInMetadata, Usage, InvocationParameters, CallerTraceId, CallerSpanId,
        ]);

    /// <summary>Every other canonical attribute is metadata. Attributes of no family stay as they are.</summary>
    private static ViewRow Rest(string name) => AttributeFamilies.Classify(name, out var rest) == AttributeFamily.Own
        ? ViewRow.AsIs(name)
        : Metadata(name, rest.ToString());

    private static ViewRow Metadata(string canonical, string name) => ViewRow.Text(canonical, MetadataPrefix + name);
}
