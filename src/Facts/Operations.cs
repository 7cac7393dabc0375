namespace TracedLlm.Facts;

/// <summary>
/// The values of <c>gen_ai.operation.name</c>: the values of the GenAI semantic conventions, v1.41.1, and the library's own values
/// for operations that the conventions do not name.
/// </summary>
internal static class Operations
{
    public const string Chat = "chat";
    public const string TextCompletion = "text_completion";
    public const string GenerateContent = "generate_content";
    public const string Embeddings = "embeddings";
    public const string Retrieval = "retrieval";
    public const string CreateAgent = "create_agent";
    public const string InvokeAgent = "invoke_agent";

    public const string Rerank = "rerank";
    public const string Moderation = "moderation";
    public const string Batch = "batch";
    public const string File = "file";
    public const string Realtime = "realtime";
    public const string PassThrough = "pass_through";
    public const string CountTokens = "count_tokens";
    public const string Assistant = "assistant";
    public const string Thread = "thread";
    public const string VectorStore = "vector_store";

    /// <summary>Reads, lists, cancels or deletes the result of an earlier request. No model generates anything.</summary>
    public const string StoredResponse = "stored_response";
}
