using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Apis;

/// <summary>A request as the clients of an API send it, and the provider's answer.</summary>
internal sealed record ApiRequest(string Name, HttpMethod Method, string Path, string? Body, UpstreamAnswer Answer)
{
    public const string Boundary = "form-1";

    private const string Json = "application/json";
    private const string Prompt = """{"prompt_name":"greeting","prompt_version":3,"session_id":"s-1"}""";

    public string ContentType { get; init; } = Json;

    public static IReadOnlyList<ApiRequest> All { get; } =
    [
        Post("chat_completions", "/v1/chat/completions", $$"""{"model":"gpt","messages":[{"role":"user","content":"hi"}],"metadata":{{Prompt}},"litellm_metadata":{"a":1},"guardrails":[],"langfuse_secret_key":"sk-lf"}""", RecordedOpenAi.ChatCompletion),
        Post("azure_deployment", "/openai/deployments/gpt/chat/completions?api-version=2024-10-21", $$"""{"messages":[{"role":"user","content":"hi"}],"metadata":{{Prompt}}}""", RecordedOpenAi.ChatCompletion),
        Post("stored_chat_completion", "/v1/chat/completions/chatcmpl-1", $$"""{"metadata":{"own":"yes"},"litellm_metadata":{{Prompt}}}""", """{"id":"chatcmpl-1","object":"chat.completion","model":"gpt-4.1"}"""),
        Post("completions", "/v1/completions", $$"""{"model":"gpt","prompt":"hi","max_tokens":0,"metadata":{{Prompt}}}""", """{"id":"cmpl-1","object":"text_completion","model":"gpt-4.1","choices":[{"index":0,"text":"ho","finish_reason":"length"}],"usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12}}"""),
        Post("messages", "/v1/messages", $$"""{"model":"claude","max_tokens":9,"messages":[{"role":"user","content":"hi"}],"metadata":{"user_id":"own"},"litellm_metadata":{{Prompt}}}""", RecordedAnthropic.Message),
        Post("count_tokens", "/v1/messages/count_tokens", $$"""{"model":"claude","messages":[],"litellm_metadata":{{Prompt}}}""", """{"input_tokens":14}"""),
        Post("message_batches", "/v1/messages/batches", $$"""{"requests":[{"custom_id":"1","params":{"model":"claude-sonnet-4-5","max_tokens":1,"messages":[] } }],"litellm_metadata":{{Prompt}}}""", """{"id":"msgbatch_1","type":"message_batch","processing_status":"in_progress"}"""),
        Post("responses", "/v1/responses", $$"""{"model":"gpt","input":"hi","metadata":{"own":"yes"},"litellm_metadata":{{Prompt}}}""", """{"id":"resp_1","object":"response","status":"completed","model":"gpt-4.1-2025-04-14","output":[],"usage":{"input_tokens":36,"input_tokens_details":{"cached_tokens":4},"output_tokens":87,"output_tokens_details":{"reasoning_tokens":2},"total_tokens":123}}"""),
        Get("get_response", "/v1/responses/resp_1?include[]=file_search_call.results", """{"id":"resp_1","object":"response","status":"completed","usage":{"input_tokens":36,"output_tokens":87}}"""),
        Get("response_items", "/v1/responses/resp_1/input_items?limit=2", """{"object":"list","data":[]}"""),
        new("delete_response", HttpMethod.Delete, "/v1/responses/resp_1", null, UpstreamAnswer.Json("""{"id":"resp_1","deleted":true}""")),
        new("cancel_response", HttpMethod.Post, "/v1/responses/resp_1/cancel", null, UpstreamAnswer.Json("""{"id":"resp_1","status":"cancelled"}""")),
        Post("embeddings", "/v1/embeddings", $$"""{"model":"gpt","input":["a","b"],"encoding_format":"float","metadata":{{Prompt}}}""", """{"object":"list","data":[],"model":"text-embedding-3-small","usage":{"prompt_tokens":8,"total_tokens":8}}"""),
        Post("rerank", "/v2/rerank", $$"""{"model":"rank","query":"q","documents":["a","b"],"metadata":{{Prompt}}}""", """{"id":"r-1","results":[{"index":0,"relevance_score":0.9}],"meta":{"billed_units":{"search_units":1}}}"""),
        Post("cohere_chat", "/v2/chat", $$"""{"model":"rank","messages":[{"role":"user","content":"hi"}],"metadata":{{Prompt}}}""", """{"id":"c-1","finish_reason":"COMPLETE","message":{"role":"assistant","content":[{"type":"text","text":"ho"}]},"usage":{"billed_units":{"input_tokens":1,"output_tokens":2},"tokens":{"input_tokens":71,"output_tokens":2}}}"""),
        Post("cohere_embed", "/v2/embed", $$"""{"model":"rank","texts":["a"],"input_type":"search_document","embedding_types":["float"],"metadata":{{Prompt}}}""", """{"id":"e-1","embeddings":{"float":[[0.5]]},"texts":["a"],"meta":{"billed_units":{"input_tokens":2}}}"""),
        Post("ollama_chat", "/api/chat", $$"""{"model":"llama","messages":[{"role":"user","content":"hi"}],"metadata":{{Prompt}}}""", "{\"model\":\"llama3.2\",\"message\":{\"role\":\"assistant\",\"content\":\"ho\"},\"done\":false}\n{\"model\":\"llama3.2\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":26,\"eval_count\":5}\n", "application/x-ndjson"),
        Post("ollama_generate", "/api/generate", $$"""{"model":"llama","prompt":"hi","stream":false,"metadata":{{Prompt}}}""", """{"model":"llama3.2","response":"ho","done":true,"done_reason":"stop","prompt_eval_count":26,"eval_count":5}"""),
        Post("ollama_embed", "/api/embed", $$"""{"model":"llama","input":["a"],"metadata":{{Prompt}}}""", """{"model":"llama3.2","embeddings":[[0.5]],"prompt_eval_count":8}"""),
        Post("ollama_show", "/api/show", """{"model":"llama"}""", """{"details":{"family":"llama"},"capabilities":["completion"]}"""),
        Post("converse", "/model/nova/converse", $$"""{"messages":[{"role":"user","content":[{"text":"hi"}]}],"metadata":{{Prompt}}}""", """{"output":{"message":{"role":"assistant","content":[{"text":"ho"}]}},"stopReason":"end_turn","usage":{"inputTokens":3,"outputTokens":2,"totalTokens":5}}"""),
        Post("invoke_model", "/model/nova/invoke", $$"""{"messages":[{"role":"user","content":[{"text":"hi"}]}],"metadata":{{Prompt}}}""", """{"output":{"message":{"role":"assistant","content":[{"text":"ho"}]}},"stopReason":"end_turn","usage":{"inputTokens":3,"outputTokens":2,"totalTokens":5}}"""),
        Post("mistral_fim", "/v1/fim/completions", $$"""{"model":"codestral","prompt":"def f(","suffix":"return a + b","metadata":{{Prompt}}}""", """{"id":"fim-1","object":"chat.completion","model":"codestral-latest","choices":[{"index":0,"message":{"role":"assistant","content":"a, b):"},"finish_reason":"stop"}],"usage":{"prompt_tokens":8,"completion_tokens":4,"total_tokens":12}}"""),
        Post("moderations", "/v1/moderations", $$"""{"model":"gpt","input":"hi","metadata":{{Prompt}}}""", """{"id":"modr-1","model":"omni-moderation-latest","results":[{"flagged":true,"categories":{"violence":true}}]}"""),
        Post("images", "/v1/images/generations", $$"""{"model":"gpt","prompt":"a cat","n":1,"metadata":{{Prompt}}}""", """{"created":1,"data":[{"b64_json":"aGk="}],"usage":{"input_tokens":5,"output_tokens":20,"total_tokens":25}}"""),
        Form("image_edits", "/v1/images/edits", """{"created":1,"data":[],"usage":{"input_tokens":5,"output_tokens":20,"total_tokens":25}}""", ("model", "gpt"), ("prompt", "a hat"), ("metadata", Prompt), ("image", null)),
        Post("speech", "/v1/audio/speech", $$"""{"model":"gpt","input":"hi","voice":"alloy","metadata":{{Prompt}}}""", "ID3", "audio/mpeg"),
        Form("transcriptions", "/v1/audio/transcriptions", """{"text":"Hello.","usage":{"type":"tokens","input_tokens":14,"output_tokens":4,"total_tokens":18}}""", ("metadata", Prompt), ("litellm_metadata[a]", "1"), ("model", "gpt"), ("file", null)),
        Form("files", "/v1/files", """{"id":"file-1","object":"file","purpose":"batch","status":"processed"}""", ("purpose", "batch"), ("metadata", """{"own":"yes"}"""), ("litellm_metadata", Prompt), ("file", null)),
        Get("file_content", "/v1/files/file-1/content", "bytes", "application/octet-stream"),
        Post("batches", "/v1/batches", $$"""{"input_file_id":"file-1","endpoint":"/v1/chat/completions","completion_window":"24h","metadata":{"own":"yes"},"litellm_metadata":{{Prompt}}}""", """{"id":"batch_1","object":"batch","status":"validating"}"""),
        Post("assistants", "/v1/assistants", $$"""{"model":"gpt","instructions":"help","metadata":{"own":"yes"},"litellm_metadata":{{Prompt}}}""", """{"id":"asst_1","object":"assistant","model":"gpt-4.1"}"""),
        Post("thread_messages", "/v1/threads/thread_1/messages", $$"""{"role":"user","content":"hi","metadata":{"own":"yes"},"litellm_metadata":{{Prompt}}}""", """{"id":"msg_1","object":"thread.message"}"""),
        Post("runs", "/v1/threads/thread_1/runs", $$"""{"assistant_id":"asst_1","metadata":{"own":"yes"},"litellm_metadata":{{Prompt}}}""", """{"id":"run_1","object":"thread.run","status":"completed","model":"gpt-4.1","usage":{"prompt_tokens":3,"completion_tokens":5,"total_tokens":8}}"""),
        Post("vector_store_search", "/v1/vector_stores/vs_1/search", $$"""{"query":"q","metadata":{{Prompt}}}""", """{"object":"vector_store.search_results.page","data":[],"has_more":false}"""),
        Post("vector_stores", "/v1/vector_stores", $$"""{"name":"docs","metadata":{"own":"yes"},"litellm_metadata":{{Prompt}}}""", """{"id":"vs_1","object":"vector_store","status":"completed"}"""),
        Post("generate_content", "/v1beta/models/flash:generateContent?key=sk-caller", $$"""{"contents":[{"parts":[{"text":"hi"}]}],"metadata":{{Prompt}}}""", """{"candidates":[{"content":{"parts":[{"text":"ho"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":6,"totalTokenCount":10},"modelVersion":"gemini-2.5-flash"}"""),
        Post("gemini_embeddings", "/v1beta/models/flash:batchEmbedContents", $$"""{"requests":[{"model":"models/flash","content":{"parts":[{"text":"a"}] } }],"metadata":{{Prompt}}}""", """{"embeddings":[{"values":[0.5]}],"usageMetadata":{"promptTokenCount":1,"totalTokenCount":1}}"""),
        Get("list_chat_completions", "/v1/chat/completions?limit=2", """{"object":"list","data":[]}"""),
        Post("conversation_items", "/v1/conversations/conv_1/items", $$"""{"items":[{"type":"message","role":"user","content":"hi"}],"litellm_metadata":{{Prompt}}}""", """{"object":"list","data":[]}"""),
        Form("upload_parts", "/v1/uploads/upload_1/parts", """{"id":"part_1","object":"upload.part"}""", ("data", null)),
        Post("videos", "/v1/videos", $$"""{"model":"gpt","prompt":"a cat","litellm_metadata":{{Prompt}}}""", """{"id":"video_1","object":"video","status":"queued","model":"sora-2"}"""),
        Get("container_file", "/v1/containers/cntr_1/files/cfile_1/content", "bytes", "application/octet-stream"),
        Post("fine_tuning", "/v1/fine_tuning/jobs", """{"model":"gpt-4.1-nano","training_file":"file-1","metadata":{"own":"yes"}}""", """{"id":"ftjob-1","object":"fine_tuning.job","model":"gpt-4.1-nano","status":"queued"}"""),
        Post("evals", "/v1/evals/eval_1/runs", """{"name":"run","data_source":{"type":"completions","model":"gpt-4.1-nano"}}""", """{"id":"evalrun_1","object":"eval.run","status":"queued"}"""),
        Post("client_secret", "/v1/realtime/client_secrets", $$"""{"session":{"type":"realtime"},"metadata":{{Prompt}}}""", """{"value":"ek_1"}"""),
        Post("groq_sdk", "/openai/v1/chat/completions", $$"""{"model":"gpt","messages":[{"role":"user","content":"hi"}],"metadata":{{Prompt}}}""", RecordedOpenAi.ChatCompletion),
        Post("azure_responses", "/openai/responses?api-version=2025-04-01-preview", $$"""{"model":"gpt","input":"hi","metadata":{"own":"yes"},"litellm_metadata":{{Prompt}}}""", """{"id":"resp_1","object":"response","status":"completed","model":"gpt-4.1-2025-04-14","output":[],"usage":{"input_tokens":36,"output_tokens":87,"total_tokens":123}}"""),
        Post("pass_through_openai", "/openai_passthrough/v1/chat/completions?trace=1&litellm_x=2", $$"""{"model":"gpt-4.1-mini", "messages": [], "metadata":{"own":"yes"},"litellm_metadata":{{Prompt}} }""", RecordedOpenAi.ChatCompletion),
        Post("pass_through_anthropic", "/anthropic/v1/messages", """{ "model": "claude-opus-4-1", "messages": [], "metadata": {"user_id": "own"} }""", RecordedAnthropic.Message),
        new("pass_through_text", HttpMethod.Put, "/cohere/v1/a%20b/c", "as it is", UpstreamAnswer.Body("done", "text/plain")) { ContentType = "text/plain" },
    ];

    private static ApiRequest Post(string name, string path, string body, string answer, string answerType = Json) =>
        new(name, HttpMethod.Post, path, body, UpstreamAnswer.Body(answer, answerType));

    private static ApiRequest Get(string name, string path, string answer, string answerType = Json) =>
        new(name, HttpMethod.Get, path, null, UpstreamAnswer.Body(answer, answerType));

    private static ApiRequest Form(string name, string path, string answer, params (string Name, string? Value)[] fields) =>
        new(name, HttpMethod.Post, path, FormOf(fields), UpstreamAnswer.Json(answer)) { ContentType = $"multipart/form-data; boundary={Boundary}" };

    /// <summary>A form; a field without a value is a file.</summary>
    public static string FormOf(params (string Name, string? Value)[] fields) => string.Concat(fields.Select(field => field.Value is null
        ? $"--{Boundary}\r\nContent-Disposition: form-data; name=\"{field.Name}\"; filename=\"a.bin\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--not the end\r\n{{\"metadata\":1}}\r\n"
        : $"--{Boundary}\r\nContent-Disposition: form-data; name=\"{field.Name}\"\r\n\r\n{field.Value}\r\n")) + $"--{Boundary}--\r\n";
}
