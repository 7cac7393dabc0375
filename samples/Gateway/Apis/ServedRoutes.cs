using static TracedLlm.Samples.Gateway.WireFormats;

namespace TracedLlm.Samples.Gateway;

/// <summary>The table of all paths that the gateway serves.</summary>
internal static class ServedRoutes
{
    private static readonly (WireFormat Format, string[] Routes)[] Table =
    [
        (ChatCompletions, ["POST chat/completions", "GET chat/completions", "GET DELETE chat/completions/{id}", "GET chat/completions/{id}/messages"]),
        (Completions, ["POST completions"]),
        (Messages, ["POST messages", "POST messages/count_tokens"]),
        (MessageBatches, ["POST GET messages/batches", "GET DELETE messages/batches/{id}", "POST messages/batches/{id}/cancel", "GET messages/batches/{id}/results"]),
        (WireFormats.Responses,
        [
            "POST responses", "POST responses/compact", "POST responses/input_tokens", "GET DELETE responses/{id}",
            "POST responses/{id}/cancel", "GET responses/{id}/input_items",
        ]),
        (Embeddings, ["POST embeddings"]),
        (GenerateContent, ["POST models/{model}:generateContent", "POST models/{model}:streamGenerateContent", "POST models/{model}:countTokens", "POST models/{model}:embedContent", "POST models/{model}:batchEmbedContents"]),
        (Rerank, ["POST rerank"]),
        (CohereChat, ["POST chat"]),
        (CohereEmbed, ["POST embed"]),
        (OllamaChat, ["POST chat"]),
        (OllamaGenerate, ["POST generate"]),
        (OllamaEmbed, ["POST embed"]),
        (OllamaShow, ["POST show"]),
        (Converse, ["POST model/{model}/converse", "POST model/{model}/converse-stream"]),
        (InvokeModel, ["POST model/{model}/invoke", "POST model/{model}/invoke-with-response-stream"]),
        (MistralFim, ["POST fim/completions"]),
        (Moderations, ["POST moderations"]),
        (Images, ["POST images/generations", "POST images/edits", "POST images/variations"]),
        (Speech, ["POST audio/speech"]),
        (Transcription, ["POST audio/transcriptions", "POST audio/translations"]),
        (Files, ["POST GET files", "GET DELETE files/{id}", "GET files/{id}/content"]),
        (Batches, ["POST GET batches", "GET batches/{id}", "POST batches/{id}/cancel"]),
        (Assistants,
        [
            "POST GET assistants", "GET POST DELETE assistants/{id}",
            "POST threads", "GET POST DELETE threads/{thread}",
            "POST GET threads/{thread}/messages", "GET POST DELETE threads/{thread}/messages/{id}",
            "POST threads/runs", "POST GET threads/{thread}/runs", "GET POST threads/{thread}/runs/{id}",
            "POST threads/{thread}/runs/{id}/cancel", "POST threads/{thread}/runs/{id}/submit_tool_outputs",
            "GET threads/{thread}/runs/{run}/steps", "GET threads/{thread}/runs/{run}/steps/{id}",
        ]),
        (VectorStores,
        [
            "POST vector_stores/{id}/search", "GET vector_stores", "GET DELETE vector_stores/{id}",
            "POST GET vector_stores/{store}/files", "GET POST DELETE vector_stores/{store}/files/{id}", "GET vector_stores/{store}/files/{id}/content",
            "POST vector_stores/{store}/file_batches", "GET vector_stores/{store}/file_batches/{id}",
            "POST vector_stores/{store}/file_batches/{id}/cancel", "GET vector_stores/{store}/file_batches/{id}/files",
        ]),
        (Conversations,
        [
            "POST conversations", "GET POST DELETE conversations/{id}",
            "POST GET conversations/{conversation}/items", "GET DELETE conversations/{conversation}/items/{id}",
        ]),
        (Uploads, ["POST uploads", "POST uploads/{id}/parts", "POST uploads/{id}/complete", "POST uploads/{id}/cancel"]),
        (Videos, ["POST GET videos", "GET DELETE videos/{id}", "GET videos/{id}/content", "POST videos/{id}/remix"]),
        (Containers,
        [
            "POST GET containers", "GET DELETE containers/{id}", "POST GET containers/{container}/files",
            "GET DELETE containers/{container}/files/{id}", "GET containers/{container}/files/{id}/content",
        ]),
        (FineTuning,
        [
            "POST GET fine_tuning/jobs", "GET fine_tuning/jobs/{id}", "GET fine_tuning/jobs/{id}/events", "GET fine_tuning/jobs/{id}/checkpoints",
            "POST fine_tuning/jobs/{id}/cancel", "POST fine_tuning/jobs/{id}/pause", "POST fine_tuning/jobs/{id}/resume",
        ]),
        (Evals,
        [
            "POST GET evals", "GET POST DELETE evals/{id}", "POST GET evals/{eval}/runs", "GET POST DELETE evals/{eval}/runs/{id}",
            "GET evals/{eval}/runs/{run}/output_items", "GET evals/{eval}/runs/{run}/output_items/{id}",
        ]),
        (Realtime,
        [
            "GET CONNECT realtime", "POST realtime/client_secrets", "POST realtime/sessions",
            "POST realtime/transcription_sessions", "POST realtime/calls",
        ]),
    ];

    // These calls store metadata at the provider, so the gateway must forward it.
    private static readonly (WireFormat Format, string[] Routes)[] WithProvidersMetadata =
    [
        (ChatCompletions, ["POST chat/completions/{id}"]),
        (VectorStores, ["POST vector_stores", "POST vector_stores/{id}"]),
    ];

    // A WebSocket over HTTP/2 begins with CONNECT (RFC 8441).
    private static readonly string[] PassThroughMethods = ["GET", "POST", "PUT", "PATCH", "DELETE", "CONNECT"];

    public static readonly IReadOnlyList<ServedRoute> All =
    [
        .. Table.SelectMany(row => row.Routes.Select(route => Parse(row.Format, route))),
        .. WithProvidersMetadata.SelectMany(row => row.Routes.Select(route => Parse(row.Format, route) with { HasProvidersMetadata = true })),
        .. Provider.ByVendor.Keys.Select(vendor => new ServedRoute(PassThrough, PassThroughMethods, "{**path}") { Vendor = vendor }),
    ];

    private static ServedRoute Parse(WireFormat format, string route) => route.Split(' ') is [.. var methods, var path]
        ? new(format, methods, path)
        : throw new ArgumentException("A route needs a method and a path.", nameof(route));
}
