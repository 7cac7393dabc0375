using TracedLlm.Content;
using TracedLlm.Facts;

namespace TracedLlm.Apis;

/// <summary>The bodies of <c>POST /v1/rerank</c>.</summary>
internal static partial class RerankPayload
{
    /// <summary>The request of <c>POST /v1/rerank</c>.</summary>
    [PayloadMap]
    internal readonly partial struct Request : IRequestMap<Request>
    {
        [PayloadField("model", Tag = GenAi.RequestModel)] public string? Model { get; init; }
        [PayloadField("stream", Tag = GenAi.RequestStream)] public bool? Stream { get; init; }
        [PayloadField("user")] public Utf8Json User { get; init; }
        [PayloadField("metadata")] public Utf8Json Metadata { get; init; }
        [PayloadField("litellm_metadata")] public Utf8Json LiteLlmMetadata { get; init; }
        [PayloadField("litellm_session_id")] public Utf8Json LiteLlmSessionId { get; init; }
        [PayloadField("litellm_trace_id")] public Utf8Json LiteLlmTraceId { get; init; }
        [PayloadField("safety_identifier")] public Utf8Json SafetyIdentifier { get; init; }
        [PayloadField("tags")] public Utf8Json Tags { get; init; }
        [PayloadField("top_n", Tag = GenAi.RequestTopK)] public double? TopN { get; init; }
        [PayloadField("query", Tag = GenAi.RetrievalQueryText, Content = true)] public string? Query { get; init; }
        [PayloadField("documents")] public Utf8Json Documents { get; init; }

        public void Describe(LlmTagWriter tags, bool content)
        {
            if (content)
            {
                ContentAttribute.Array(tags, LibraryAttributes.RerankDocuments, Documents, DocumentText.WriteAll);
            }
        }
    }

    /// <summary>The response of <c>/v1/rerank</c>, in the form of Cohere or in the form of Jina, Voyage and others.</summary>
    [PayloadMap]
    internal readonly partial struct Response
    {
        [PayloadField("id")] public Utf8Json Id { get; init; }
        [PayloadField("model")] public Utf8Json Model { get; init; }
        [PayloadField("results")] public Utf8Json Results { get; init; }
        [PayloadField("meta.billed_units.search_units")] public double? SearchUnits { get; init; }

        [PayloadField("meta.tokens.input_tokens")]
        [PayloadField("meta.billed_units.input_tokens")]
        [PayloadField("usage.total_tokens")]
        public double? InputTokens { get; init; }

        [PayloadField("meta.tokens.output_tokens")] public double? OutputTokens { get; init; }
        [PayloadField("error")] public Utf8Json Error { get; init; }
    }

    /// <summary>Reads responses of <c>/v1/rerank</c>.</summary>
    internal sealed class Reader : ResponseReader
    {
        private Response _response;

        protected override void ReadBody(ReadOnlyMemory<byte> json)
        {
            var documents = _response.Results;
            _response = Response.Read(json);
            Id = Keep(Id, _response.Id);
            Model = Keep(Model, _response.Model);
            ReadError(_response.Error);
            Usage.Input = TokenUsage.Whole(_response.InputTokens);
            Usage.Output = TokenUsage.Whole(_response.OutputTokens);

            // The body's memory is no longer valid when the facts are written, so that the reader copies what it needs.
            _response = _response with { Results = Content ? new(_response.Results.Memory.ToArray()) : documents, Id = default, Model = default, Error = default };
        }

        protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data) => ReadBody(data);

        protected override void WriteOwn(LlmTagWriter tags) =>
            tags.Add(LiteLlm.UsageSearchUnits, TokenUsage.Whole(_response.SearchUnits));

        protected override void WriteContent(LlmTagWriter tags) =>
            ContentAttribute.Array(tags, GenAi.RetrievalDocuments, _response.Results, ScoredDocument.WriteAll);
    }
}
