namespace TracedLlm.Apis.Embeddings;

/// <summary>The response of embeddings, without the embeddings, in the forms of OpenAI, Cohere, Ollama and Gemini.</summary>
[PayloadMap]
internal readonly partial struct EmbeddingsResponse
{
    [PayloadField("id")] public Utf8Json Id { get; init; }
    [PayloadField("model")] public Utf8Json Model { get; init; }
    [PayloadField("usage")] public Utf8Json Usage { get; init; }

    [PayloadField("meta.tokens.input_tokens")] // Cohere.
    [PayloadField("meta.billed_units.input_tokens")]
    [PayloadField("prompt_eval_count")] // Ollama.
    [PayloadField("usageMetadata.promptTokenCount")] // Gemini.
    public double? InputTokens { get; init; }

    [PayloadField("error")] public Utf8Json Error { get; init; }
}
