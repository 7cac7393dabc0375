namespace TracedLlm;

/// <summary>The APIs of an LLM gateway.</summary>
public enum LlmApi
{
    /// <summary>OpenAI chat completions: <c>POST /v1/chat/completions</c>.</summary>
    ChatCompletions,

    /// <summary>OpenAI text completions: <c>POST /v1/completions</c>.</summary>
    Completions,

    /// <summary>Anthropic messages: <c>POST /v1/messages</c>.</summary>
    Messages,

    /// <summary>OpenAI responses: <c>POST /v1/responses</c>.</summary>
    Responses,

    /// <summary>Embeddings: <c>POST /v1/embeddings</c>.</summary>
    Embeddings,
}
