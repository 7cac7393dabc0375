using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Tables;
using TracedLlm.Facts;

namespace TracedLlm.Export.Views.OpenInference;

/// <summary>What Phoenix and Arize get of each canonical attribute, in OpenInference's names.</summary>
internal static class OpenInferenceTable
{
    private const SpanScope Billed = SpanScope.BilledRequest;

    // The fields, in the order in which they are written.
    private static readonly AttributeField Kind = new("openinference.span.kind", OpenInferenceFields.WriteKind) { IsWrittenWithoutRows = true };
    private static readonly AttributeField Tags = new("tag.tags", FieldWriters.WriteValue);
    private static readonly AttributeField Metadata = new("metadata", OpenInferenceMetadata.Write) { IsWrittenWithoutRows = true };
    private static readonly AttributeField InputValue = new("input.value", OpenInferenceFields.WriteInput) { IsWrittenWithoutRows = true };
    private static readonly AttributeField InputMimeType = new("input.mime_type", OpenInferenceFields.WriteInputType) { IsWrittenWithoutRows = true };
    private static readonly AttributeField OutputValue = new("output.value", OpenInferenceFields.WriteOutput) { IsWrittenWithoutRows = true };
    private static readonly AttributeField OutputMimeType = new("output.mime_type", OpenInferenceFields.WriteOutputType) { IsWrittenWithoutRows = true };
    private static readonly AttributeField EmbeddingModelName = new("embedding.model_name", OpenInferenceFields.WriteEmbeddingModel, Billed);
    private static readonly AttributeField RerankerModelName = new("reranker.model_name", OpenInferenceFields.WriteReranker, Billed);
    private static readonly AttributeField RerankerQuery = new("reranker.query", OpenInferenceFields.WriteReranker, Billed);
    private static readonly AttributeField RerankerTopK = new("reranker.top_k", OpenInferenceFields.WriteRerankerTopK, Billed) { IsWrittenWithoutRows = true };
    private static readonly AttributeField ModelName = new("llm.model_name", OpenInferenceFields.WriteModel, Billed);
    private static readonly AttributeField Provider = new("llm.provider", OpenInferenceFields.WriteProvider, Billed);
    private static readonly AttributeField System = new("llm.system", OpenInferenceFields.WriteSystem, Billed);
    private static readonly AttributeField InvocationParameters = new("llm.invocation_parameters", OpenInferenceFields.WriteParameters, Billed);
    private static readonly AttributeField EmbeddingParameters = new("embedding.invocation_parameters", OpenInferenceFields.WriteEmbeddingParameters, Billed);
    private static readonly AttributeField FinishReason = new("llm.finish_reason", OpenInferenceFields.WriteFinishReason, Billed);
    private static readonly AttributeField PromptId = new("prompt.id", FieldWriters.WriteValue, Billed);
    private static readonly AttributeField PromptVersion = new("llm.prompt_template.version", FieldWriters.WriteText, Billed);
    private static readonly AttributeField PromptTokens = new("llm.token_count.prompt", OpenInferenceFields.WriteTokens, Billed) { IsWrittenWithoutRows = true };
    private static readonly AttributeField CacheReadTokens = new("llm.token_count.prompt_details.cache_read", OpenInferenceFields.WriteTokens, Billed);
    private static readonly AttributeField CacheWriteTokens = new("llm.token_count.prompt_details.cache_write", OpenInferenceFields.WriteTokens, Billed);
    private static readonly AttributeField AudioInputTokens = new("llm.token_count.prompt_details.audio", OpenInferenceFields.WriteTokens, Billed);
    private static readonly AttributeField CompletionTokens = new("llm.token_count.completion", OpenInferenceFields.WriteTokens, Billed) { IsWrittenWithoutRows = true };
    private static readonly AttributeField ReasoningTokens = new("llm.token_count.completion_details.reasoning", OpenInferenceFields.WriteTokens, Billed);
    private static readonly AttributeField AudioOutputTokens = new("llm.token_count.completion_details.audio", OpenInferenceFields.WriteTokens, Billed);
    private static readonly AttributeField TotalTokens = new("llm.token_count.total", FieldWriters.WriteTotalTokens, Billed) { IsWrittenWithoutRows = true };
    private static readonly AttributeField CostPrompt = new("llm.cost.prompt", OpenInferenceFields.WriteCost, Billed);
    private static readonly AttributeField CostCacheRead = new("llm.cost.prompt_details.cache_read", OpenInferenceFields.WriteCost, Billed);
    private static readonly AttributeField CostCacheWrite = new("llm.cost.prompt_details.cache_write", OpenInferenceFields.WriteCost, Billed);
    private static readonly AttributeField CostCompletion = new("llm.cost.completion", OpenInferenceFields.WriteCost, Billed);
    private static readonly AttributeField CostTotal = new("llm.cost.total", OpenInferenceFields.WriteCost, Billed);
    private static readonly AttributeField Embeddings = new("embedding.embeddings.*.embedding.text", OpenInferenceMessages.WriteEmbeddings, Billed);
    private static readonly AttributeField RankedDocuments = new("reranker.input_documents.*.document.content", OpenInferenceMessages.WriteRankedDocuments, Billed);
    private static readonly AttributeField Prompts = new("llm.prompts.*.prompt.text", OpenInferenceMessages.WritePrompts, Billed);
    private static readonly AttributeField Choices = new("llm.choices.*.completion.text", OpenInferenceMessages.WriteChoices, Billed);
    private static readonly AttributeField RerankedDocuments = new("reranker.output_documents.*.document.*", OpenInferenceMessages.WriteRerankedDocuments, Billed);
    private static readonly AttributeField RetrievedDocuments = new("retrieval.documents.*.document.*", OpenInferenceMessages.WriteRetrievedDocuments, Billed);
    private static readonly AttributeField InputMessages = new("llm.input_messages.*.message.*", OpenInferenceMessages.WriteInputMessages, Billed);
    private static readonly AttributeField OutputMessages = new("llm.output_messages.*.message.*", OpenInferenceMessages.WriteOutputMessages, Billed);
    private static readonly AttributeField Tools = new("llm.tools.*.tool.json_schema", OpenInferenceMessages.WriteTools, Billed);

    // The members of the attribute metadata that are not written as the span's attributes pass.
    private static readonly MemberField TraceName = new("trace_name", OpenInferenceMetadata.WriteValue);
    private static readonly MemberField TraceVersion = new("trace_version", OpenInferenceMetadata.WriteValue);
    private static readonly MemberField TraceRelease = new("trace_release", OpenInferenceMetadata.WriteValue);
    private static readonly MemberField TraceMetadata = new("trace_metadata", OpenInferenceMetadata.WriteJson);

    // The names of OpenInference for these would make a priced call of any span.
    private static readonly MemberField ProviderMember = new("provider", OpenInferenceMetadata.WriteValue, SpanScope.Every & ~SpanScope.Request);
    private static readonly MemberField ModelMember = new("model", OpenInferenceMetadata.WriteUnnamedModel);

    /// <summary>The table.</summary>
    public static ViewTable Table { get; } = new(
        Rest,
        [
            ViewRow.AsIs(LiteLlm.SessionId),
            ViewRow.AsIs(LiteLlm.UserId),
            .. RowGroups.Trace([TraceName], Tags, TraceVersion, TraceRelease, TraceMetadata),
            ViewRow.Dropped(LibraryAttributes.TraceDebug),

            ViewRow.Made(GenAi.ResponseModel, EmbeddingModelName, RerankerModelName, ModelName, ModelMember),
            ViewRow.Member(LiteLlm.ProviderModel, "provider.model", EmbeddingModelName, RerankerModelName, ModelName),
            ViewRow.Made(GenAi.RequestModel, EmbeddingModelName, RerankerModelName, ModelName, ModelMember),
            ViewRow.Made(GenAi.ProviderName, Provider, System, ProviderMember),
            ViewRow.Member(GenAi.OperationName, "operation"),
            .. RowGroups.Parameters(InvocationParameters, EmbeddingParameters),
            ViewRow.Made(GenAi.ResponseFinishReasons, FinishReason),

            .. RowGroups.Usage(bucket => ("", FindTokenFields(bucket))),
            .. RowGroups.Cost(("", CostPrompt), ("", CostCacheRead), ("", CostCacheWrite), ("", CostCompletion), ("", CostTotal)),
            .. RowGroups.Content([InputValue, InputMimeType], [OutputValue, OutputMimeType], FindContentFields),
            .. RowGroups.RawBodies([InputValue, InputMimeType], [OutputValue, OutputMimeType]),

            ViewRow.Made(LiteLlm.PromptName, PromptId),
            ViewRow.Made(LiteLlm.PromptVersion, PromptVersion),
            .. RowGroups.Caller((canonical, name) => ViewRow.Member(canonical, name)),
            .. RowGroups.Guardrail((canonical, name) => ViewRow.Member(canonical, name)),
        ],
        [
            Kind, Tags, Metadata, InputValue, InputMimeType, OutputValue, OutputMimeType, EmbeddingModelName, RerankerModelName, RerankerQuery, RerankerTopK,
            ModelName, Provider, System, InvocationParameters, EmbeddingParameters, FinishReason, PromptId, PromptVersion, PromptTokens, CacheReadTokens,
            CacheWriteTokens, AudioInputTokens, CompletionTokens, ReasoningTokens, AudioOutputTokens, TotalTokens, CostPrompt, CostCacheRead,
            CostCacheWrite, CostCompletion, CostTotal, Embeddings, Prompts, Choices, RankedDocuments, RerankedDocuments, RetrievedDocuments, InputMessages, OutputMessages, Tools,
        ],
        [TraceName, TraceVersion, TraceRelease, TraceMetadata, ProviderMember, ModelMember]);

    /// <summary>Every other canonical attribute is a member of <c>metadata</c>. Attributes of no family stay as they are.</summary>
    private static ViewRow Rest(string name) => AttributeFamilies.Classify(name, out var rest) == AttributeFamily.Own
        ? ViewRow.AsIs(name)
        : ViewRow.Member(name, rest.ToString());

    private static ViewField[] FindTokenFields(TokenBucket bucket) => bucket switch
    {
        TokenBucket.Input => [PromptTokens, TotalTokens],
        TokenBucket.CacheRead => [CacheReadTokens],
        TokenBucket.CacheCreation => [CacheWriteTokens],
        TokenBucket.AudioInput => [AudioInputTokens],
        TokenBucket.Output => [CompletionTokens, TotalTokens],
        TokenBucket.Reasoning => [ReasoningTokens],
        _ => [AudioOutputTokens],
    };

    private static ViewField[] FindContentFields(ContentKind kind) => kind switch
    {
        ContentKind.Messages => [InputMessages, Embeddings, Prompts],
        ContentKind.Instructions => [InputMessages],
        ContentKind.Tools => [Tools],
        ContentKind.Query => [RerankerQuery],
        ContentKind.RankedDocuments => [RankedDocuments, RerankedDocuments],
        ContentKind.Answer => [OutputMessages, Choices],
        ContentKind.Documents => [RetrievedDocuments, RerankedDocuments],
        _ => [],
    };
}
