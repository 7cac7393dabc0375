using TracedLlm.Content;

namespace TracedLlm.Apis;

/// <summary>The bodies of <c>POST /v1/vector_stores/{id}/search</c>.</summary>
internal static partial class VectorStoreSearchPayload
{
    /// <summary>The request of <c>POST /v1/vector_stores/{id}/search</c>.</summary>
    [PayloadMap]
    internal readonly partial struct Request : IRequestMap<Request>
    {
        [PayloadField("metadata")] public Utf8Json Metadata { get; init; }
        [PayloadField("litellm_metadata")] public Utf8Json LiteLlmMetadata { get; init; }
        [PayloadField("litellm_session_id")] public Utf8Json LiteLlmSessionId { get; init; }
        [PayloadField("litellm_trace_id")] public Utf8Json LiteLlmTraceId { get; init; }
        [PayloadField("safety_identifier")] public Utf8Json SafetyIdentifier { get; init; }
        [PayloadField("tags")] public Utf8Json Tags { get; init; }
        [PayloadField("max_num_results", Tag = GenAi.RequestTopK)] public double? MaxResults { get; init; }
        [PayloadField("query")] public string[]? Query { get; init; }

        public string? Model => null;

        public bool? Stream => null;

        [PayloadField("user")] public Utf8Json User { get; init; }

        public void Describe(LlmTagWriter tags, bool content)
        {
            if (content && Query is { Length: > 0 })
            {
                tags.Add(GenAi.RetrievalQueryText, string.Join('\n', Query));
            }
        }
    }

    /// <summary>The response of a search in a vector store.</summary>
    [PayloadMap]
    internal readonly partial struct Response
    {
        [PayloadField("data")] public Utf8Json Data { get; init; }
        [PayloadField("error")] public Utf8Json Error { get; init; }
    }

    /// <summary>Reads the documents that a search in a vector store found.</summary>
    internal sealed class Reader : ResponseReader
    {
        private Utf8Json _data;

        protected override void ReadBody(ReadOnlyMemory<byte> json)
        {
            var response = Response.Read(json);
            ReadError(response.Error);
            _data = Content ? new(response.Data.Memory.ToArray()) : _data;
        }

        protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data) => ReadBody(data);

        protected override void WriteContent(LlmTagWriter tags) =>
            ContentAttribute.Array(tags, GenAi.RetrievalDocuments, _data, ScoredDocument.WriteAll);
    }
}
