namespace TracedLlm;

/// <summary>The APIs of an LLM gateway.</summary>
#if TRACEDLLM_RUNTIME
public
#else
internal
#endif
enum LlmApi
{
    /// <summary>OpenAI chat completions: <c>POST /v1/chat/completions</c>.</summary>
    ChatCompletions,

    /// <summary>OpenAI text completions: <c>POST /v1/completions</c>, Mistral's <c>POST /v1/fim/completions</c>.</summary>
    Completions,

    /// <summary>Anthropic messages: <c>POST /v1/messages</c>, <c>POST /v1/messages/count_tokens</c>.</summary>
    Messages,

    /// <summary>OpenAI responses: <c>/v1/responses</c>.</summary>
    Responses,

    /// <summary>
    /// Embeddings: <c>POST /v1/embeddings</c>, Cohere's <c>POST /v2/embed</c>, Ollama's <c>POST /api/embed</c>, Gemini's
    /// <c>:embedContent</c> and <c>:batchEmbedContents</c>.
    /// </summary>
    Embeddings,

    /// <summary>Gemini: <c>POST /v1beta/models/{model}:generateContent</c> and <c>:streamGenerateContent</c>.</summary>
    GenerateContent,

    /// <summary>Rerank in Cohere's form: <c>POST /v1/rerank</c>, <c>POST /v2/rerank</c>.</summary>
    Rerank,

    /// <summary>Moderations: <c>POST /v1/moderations</c>.</summary>
    Moderations,

    /// <summary>Image generation: <c>POST /v1/images/generations</c>.</summary>
    ImageGeneration,

    /// <summary>Image edit and variation: <c>POST /v1/images/edits</c>, <c>POST /v1/images/variations</c>.</summary>
    ImageEdit,

    /// <summary>Text to speech: <c>POST /v1/audio/speech</c>.</summary>
    Speech,

    /// <summary>Speech to text: <c>POST /v1/audio/transcriptions</c>, <c>POST /v1/audio/translations</c>.</summary>
    Transcription,

    /// <summary>Files: <c>/v1/files</c>.</summary>
    Files,

    /// <summary>Batches: <c>/v1/batches</c>, Anthropic's <c>/v1/messages/batches</c>.</summary>
    Batches,

    /// <summary>Assistants and threads: <c>/v1/assistants</c>, <c>/v1/threads</c>.</summary>
    Assistants,

    /// <summary>Vector stores: <c>/v1/vector_stores</c>.</summary>
    VectorStores,

    /// <summary>Realtime sessions over a WebSocket: <c>GET /v1/realtime</c>.</summary>
    Realtime,

    /// <summary>A provider's own API, passed through: <c>/anthropic/{**path}</c>.</summary>
    PassThrough,

    /// <summary>Bedrock's own chat: <c>POST /model/{model}/converse</c>, <c>POST /model/{model}/converse-stream</c>.</summary>
    Converse,

    /// <summary>
    /// A model of Bedrock in its provider's form: <c>POST /model/{model}/invoke</c>,
    /// <c>POST /model/{model}/invoke-with-response-stream</c>.
    /// </summary>
    InvokeModel,

    /// <summary>Cohere's chat: <c>POST /v2/chat</c>.</summary>
    CohereChat,

    /// <summary>Ollama's chat: <c>POST /api/chat</c>.</summary>
    OllamaChat,

    /// <summary>Ollama's completion: <c>POST /api/generate</c>.</summary>
    OllamaGenerate,
}
