using static TracedLlm.Facts.Operations;

namespace TracedLlm.Facts;

/// <summary>The facts about all APIs: one row for each HTTP method and route pattern.</summary>
/// <remarks>
/// An endpoint may name an API although its pattern fits no row; the first row of the API then applies. Patterns are the last
/// segments of a route: they fit with and without <c>/v1</c>, and behind the prefix of any route group.
/// </remarks>
internal static class LlmApiTable
{
    /// <summary>The segments in front of a pattern whose parameter is the model: Azure's deployments, and LiteLLM's older form of them.</summary>
    public static readonly RouteSuffix[] ModelPrefixes = [new("deployments/{model}"), new("engines/{model}")];

    /// <summary>
    /// Collections whose sub-resources have the name of an API. For example, <c>/v1/threads/{id}/messages</c> is not Anthropic's
    /// messages API.
    /// </summary>
    public static readonly string[] Owners =
        ["threads", "assistants", "conversations", "vector_stores", "containers", "fine_tuning", "evals", "uploads", "skills"];

    private static readonly LlmApiFacts ChatCompletions = Generates(LlmApi.ChatCompletions, Chat);
    private static readonly LlmApiFacts Completions = Generates(LlmApi.Completions, TextCompletion);
    private static readonly LlmApiFacts Messages = ProviderOwnsMetadata(Generates(LlmApi.Messages, Chat));
    private static readonly LlmApiFacts Responses = ProviderOwnsMetadata(Generates(LlmApi.Responses, Chat));
    private static readonly LlmApiFacts GenerateContent = Generates(LlmApi.GenerateContent, Operations.GenerateContent);
    private static readonly LlmApiFacts ImageGeneration = Generates(LlmApi.ImageGeneration, Operations.GenerateContent, OutputTypes.Image);
    private static readonly LlmApiFacts ImageEdit = ImageGeneration with { Api = LlmApi.ImageEdit };
    private static readonly LlmApiFacts Speech = Generates(LlmApi.Speech, Operations.GenerateContent, OutputTypes.Speech);
    private static readonly LlmApiFacts Transcription = Generates(LlmApi.Transcription, Operations.GenerateContent, OutputTypes.Text);
    private static readonly LlmApiFacts Realtime = Generates(LlmApi.Realtime, Operations.Realtime) with
    {
        ModelQueries = ["model", "deployment"], // The second is Azure's.
    };

    private static readonly LlmApiFacts PassThrough = Generates(LlmApi.PassThrough, Operations.PassThrough);
    private static readonly LlmApiFacts Converse = Generates(LlmApi.Converse, Chat);
    private static readonly LlmApiFacts InvokeModel = Generates(LlmApi.InvokeModel, Operations.GenerateContent);
    private static readonly LlmApiFacts CohereChat = Generates(LlmApi.CohereChat, Chat);
    private static readonly LlmApiFacts OllamaChat = Generates(LlmApi.OllamaChat, Chat);
    private static readonly LlmApiFacts OllamaGenerate = Generates(LlmApi.OllamaGenerate, TextCompletion);
    private static readonly LlmApiFacts Embeddings = Generates(LlmApi.Embeddings, Operations.Embeddings) with
    {
        Kind = LlmApiKind.Embedding,
    };

    private static readonly LlmApiFacts Rerank = Generates(LlmApi.Rerank, Operations.Rerank) with
    {
        Kind = LlmApiKind.Rerank,
    };

    private static readonly LlmApiFacts Moderations = Generates(LlmApi.Moderations, Moderation) with
    {
        Kind = LlmApiKind.Moderation,
    };

    private static readonly LlmApiFacts Files = ProviderOwnsMetadata(Generates(LlmApi.Files, Operations.File)) with
    {
        Kind = LlmApiKind.Management,
    };

    private static readonly LlmApiFacts Batches = Files with { Api = LlmApi.Batches, Operation = Batch };
    private static readonly LlmApiFacts Assistants = ProviderOwnsMetadata(Generates(LlmApi.Assistants, InvokeAgent)) with
    {
        Kind = LlmApiKind.Agent,
    };

    private static readonly LlmApiFacts VectorStores = Generates(LlmApi.VectorStores, Retrieval) with
    {
        Kind = LlmApiKind.Retrieval,
    };

    /// <summary>The rows.</summary>
    public static readonly LlmApiFacts[] Rows =
    [
        ChatCompletions.Route("POST", "chat/completions", "acompletion"),
        ChatCompletions.Manage("GET", "chat/completions", "alist_completions", StoredResponse),
        ChatCompletions.Manage("GET", "chat/completions/{}", "aget_completion", StoredResponse),
        ChatCompletions.Manage("POST", "chat/completions/{}", "aupdate_completion", StoredResponse),
        ChatCompletions.Manage("DELETE", "chat/completions/{}", "adelete_completion", StoredResponse),
        ChatCompletions.Manage("GET", "chat/completions/{}/messages", "alist_completion_messages", StoredResponse),

        Completions.Route("POST", "completions", "atext_completion"),
        Completions.Route("POST", "fim/completions", "atext_completion"),

        Messages.Route("POST", "messages", "anthropic_messages"),
        Messages.Manage("POST", "messages/count_tokens", "acount_tokens", CountTokens) with { IsRead = true },

        Responses.Route("POST", "responses", "aresponses"),
        Responses.Manage("POST", "responses/input_tokens", "acount_tokens", CountTokens) with { IsRead = true },
        Responses.Manage("GET", "responses/{}", "aget_responses", StoredResponse),
        Responses.Manage("DELETE", "responses/{}", "adelete_responses", StoredResponse),
        Responses.Manage("POST", "responses/{}/cancel", "acancel_responses", StoredResponse),
        Responses.Manage("GET", "responses/{}/input_items", "alist_input_items", StoredResponse),
        Responses.Route("POST", "responses/compact", "acompact_responses"),

        Embeddings.Route("POST", "embeddings", "aembedding"),
        Embeddings.Route("POST", "v2/embed", "aembedding"),
        Embeddings.Route("POST", "api/embed", "aembedding"),
        Embeddings.Route("POST", "models/{model}:embedContent", "aembedding"),
        Embeddings.Route("POST", "models/{model}:batchEmbedContents", "aembedding"),

        GenerateContent.Route("POST", "models/{model}:generateContent", "agenerate_content"),
        GenerateContent.Route("POST", "models/{model}:streamGenerateContent", "agenerate_content_stream"),
        GenerateContent.Manage("POST", "models/{model}:countTokens", "acount_tokens", CountTokens) with { IsRead = true },

        Converse.Route("POST", "model/{model}/converse", "allm_passthrough_route"),
        Converse.Route("POST", "model/{model}/converse-stream", "allm_passthrough_route"),
        InvokeModel.Route("POST", "model/{model}/invoke", "allm_passthrough_route"),
        InvokeModel.Route("POST", "model/{model}/invoke-with-response-stream", "allm_passthrough_route"),

        CohereChat.Route("POST", "v2/chat", "acompletion"),

        OllamaChat.Route("POST", "api/chat", "acompletion"),
        OllamaGenerate.Route("POST", "api/generate", "atext_completion"),

        Rerank.Route("POST", "rerank", "arerank"),

        Moderations.Route("POST", "moderations", "amoderation"),

        ImageGeneration.Route("POST", "images/generations", "aimage_generation"),
        ImageEdit.Route("POST", "images/edits", "aimage_edit"),
        ImageEdit.Route("POST", "images/variations", "aimage_variation"),

        Speech.Route("POST", "audio/speech", "aspeech"),
        Transcription.Route("POST", "audio/transcriptions", "atranscription"),
        Transcription.Route("POST", "audio/translations", "atranscription"),

        Files.Route("POST", "files", "acreate_file"),
        Files.Manage("GET", "files", "afile_list", Operations.File),
        Files.Manage("GET", "files/{}", "afile_retrieve", Operations.File),
        Files.Manage("DELETE", "files/{}", "afile_delete", Operations.File),
        Files.Manage("GET", "files/{}/content", "afile_content", Operations.File),

        Batches.Route("POST", "batches", "acreate_batch"),
        Batches.Manage("GET", "batches", "alist_batches", Batch),
        Batches.Manage("GET", "batches/{}", "aretrieve_batch", Batch),
        Batches.Manage("POST", "batches/{}/cancel", "acancel_batch", Batch),
        Batches.Route("POST", "messages/batches", "acreate_batch"),
        Batches.Manage("GET", "messages/batches", "alist_batches", Batch),
        Batches.Manage("GET", "messages/batches/{}", "aretrieve_batch", Batch),
        Batches.Manage("GET", "messages/batches/{}/results", "aretrieve_batch_results", Batch),
        Batches.Manage("POST", "messages/batches/{}/cancel", "acancel_batch", Batch),
        Batches.Manage("DELETE", "messages/batches/{}", "adelete_batch", Batch),

        Assistants.Route("POST", "threads/{}/runs", "arun_thread"),
        Assistants.Route("POST", "threads/runs", "acreate_thread_and_run"),
        Assistants.Route("POST", "threads/{}/runs/{}/submit_tool_outputs", "asubmit_tool_outputs"),
        Assistants.Manage("GET", "threads/{}/runs", "alist_runs", Operations.Thread),
        Assistants.Manage("GET", "threads/{}/runs/{}", "aget_run", Operations.Thread),
        Assistants.Manage("POST", "threads/{}/runs/{}", "aupdate_run", Operations.Thread),
        Assistants.Manage("POST", "threads/{}/runs/{}/cancel", "acancel_run", Operations.Thread),
        Assistants.Manage("GET", "threads/{}/runs/{}/steps", "alist_run_steps", Operations.Thread),
        Assistants.Manage("GET", "threads/{}/runs/{}/steps/{}", "aget_run_step", Operations.Thread),
        Assistants.Route("POST", "assistants", "acreate_assistants") with { Operation = CreateAgent },
        Assistants.Manage("GET", "assistants", "aget_assistants", Assistant),
        Assistants.Manage("GET", "assistants/{}", "aget_assistant", Assistant),
        Assistants.Manage("POST", "assistants/{}", "aupdate_assistant", Assistant),
        Assistants.Manage("DELETE", "assistants/{}", "adelete_assistant", Assistant),
        Assistants.Manage("POST", "threads", "acreate_thread", Operations.Thread),
        Assistants.Manage("GET", "threads/{}", "aget_thread", Operations.Thread),
        Assistants.Manage("POST", "threads/{}", "aupdate_thread", Operations.Thread),
        Assistants.Manage("DELETE", "threads/{}", "adelete_thread", Operations.Thread),
        Assistants.Manage("POST", "threads/{}/messages", "a_add_message", Operations.Thread),
        Assistants.Manage("GET", "threads/{}/messages", "aget_messages", Operations.Thread),
        Assistants.Manage("GET", "threads/{}/messages/{}", "aget_message", Operations.Thread),
        Assistants.Manage("POST", "threads/{}/messages/{}", "aupdate_message", Operations.Thread),
        Assistants.Manage("DELETE", "threads/{}/messages/{}", "adelete_message", Operations.Thread),

        VectorStores.Route("POST", "vector_stores/{}/search", "avector_store_search"),
        VectorStores.Manage("POST", "vector_stores", "avector_store_create", VectorStore),
        VectorStores.Manage("GET", "vector_stores", "avector_store_list", VectorStore),
        VectorStores.Manage("GET", "vector_stores/{}", "avector_store_retrieve", VectorStore),
        VectorStores.Manage("POST", "vector_stores/{}", "avector_store_update", VectorStore),
        VectorStores.Manage("DELETE", "vector_stores/{}", "avector_store_delete", VectorStore),
        VectorStores.Manage("POST", "vector_stores/{}/files", "avector_store_file_create", VectorStore),
        VectorStores.Manage("GET", "vector_stores/{}/files", "avector_store_file_list", VectorStore),
        VectorStores.Manage("GET", "vector_stores/{}/files/{}", "avector_store_file_retrieve", VectorStore),
        VectorStores.Manage("POST", "vector_stores/{}/files/{}", "avector_store_file_update", VectorStore),
        VectorStores.Manage("DELETE", "vector_stores/{}/files/{}", "avector_store_file_delete", VectorStore),
        VectorStores.Manage("GET", "vector_stores/{}/files/{}/content", "avector_store_file_content", VectorStore),
        VectorStores.Manage("POST", "vector_stores/{}/file_batches", "avector_store_file_batch_create", VectorStore),
        VectorStores.Manage("GET", "vector_stores/{}/file_batches/{}", "avector_store_file_batch_retrieve", VectorStore),
        VectorStores.Manage("POST", "vector_stores/{}/file_batches/{}/cancel", "avector_store_file_batch_cancel", VectorStore),
        VectorStores.Manage("GET", "vector_stores/{}/file_batches/{}/files", "avector_store_file_batch_list", VectorStore),

        Realtime.Route("GET", "realtime", "_arealtime"),
        Realtime.Route("CONNECT", "realtime", "_arealtime"), // A WebSocket on HTTP/2 (RFC 8441).
        Realtime.Manage("POST", "realtime/client_secrets", "acreate_realtime_client_secret", Operations.Realtime),
        Realtime.Manage("POST", "realtime/sessions", "acreate_realtime_client_secret", Operations.Realtime),
        Realtime.Manage("POST", "realtime/transcription_sessions", "acreate_realtime_transcription_session", Operations.Realtime),
        Realtime.Manage("POST", "realtime/calls", "arealtime_calls", Operations.Realtime),

        .. Vendors.Select(vendor => PassThrough.Route("POST", vendor + "/{**}", "pass_through_endpoint")),
    ];

    private static string[] Vendors =>
    [
        "openai", "openai_passthrough", "anthropic", "azure", "azure_ai", "bedrock", "cohere", "gemini", "vertex_ai", "vertex-ai",
        "mistral", "vllm", "assemblyai", "groq", "cursor", "milvus",
    ];

    private static LlmApiFacts Generates(LlmApi api, string operation, string? outputType = null) => new()
    {
        Api = api,
        Operation = operation,
        Kind = LlmApiKind.Generation,
        OutputType = outputType,
        IsRead = true,
    };

    private static LlmApiFacts ProviderOwnsMetadata(LlmApiFacts facts) => facts with { MetadataField = MetadataField.LiteLlmMetadata };
}
