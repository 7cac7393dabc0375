using TracedLlm.Content;

namespace TracedLlm.Apis.Embeddings;

/// <summary>The request of <c>POST /v1/embeddings</c>, of Cohere's <c>/v2/embed</c>, Ollama's <c>/api/embed</c> and Gemini's <c>:embedContent</c>.</summary>
[PayloadMap]
internal readonly partial struct EmbeddingsRequest : IRequestMap<EmbeddingsRequest>
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

    [PayloadField("dimensions", Tag = GenAi.EmbeddingsDimensionCount)]
    [PayloadField("output_dimension", Tag = GenAi.EmbeddingsDimensionCount)] // Cohere.
    [PayloadField("outputDimensionality", Tag = GenAi.EmbeddingsDimensionCount)] // Gemini.
    public long? Dimensions { get; init; }

    [PayloadField("encoding_format", Tag = GenAi.RequestEncodingFormats)]
    [PayloadField("embedding_types", Tag = GenAi.RequestEncodingFormats)] // Cohere.
    public string[]? EncodingFormat { get; init; }

    [PayloadField("input")]
    [PayloadField("texts")] // Cohere.
    public Utf8Json Input { get; init; }

    static Utf8Json IRequestMap<EmbeddingsRequest>.FindLongField(in EmbeddingsRequest request) => request.Input;

    public void Describe(LlmTagWriter tags, bool content)
    {
        if (content)
        {
            ContentAttribute.UserTexts(tags, Input);
        }
    }
}
