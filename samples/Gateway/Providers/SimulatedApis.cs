using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>The simulated provider's answers by the end of the path; <see cref="Texts"/> lists the APIs that answer with text.</summary>
internal static class SimulatedApis
{
    private static readonly (string Tail, WireFormat Format)[] Texts =
    [
        ("/chat/completions", WireFormats.ChatCompletions),
        ("/completions", WireFormats.Completions),
        ("/messages", WireFormats.Messages),
        ("/responses", WireFormats.Responses),
        (":generateContent", WireFormats.GenerateContent),
        (":streamGenerateContent", WireFormats.GenerateContent),
    ];

    private static readonly (string Tail, Func<SimulatedCall, object> Answer)[] Objects =
    [
        ("/count_tokens", call => new { input_tokens = Words(call.TextsIn(WireFormats.Messages)) }),
        ("/input_tokens", call => new { @object = "response.input_tokens", input_tokens = Words(call.TextsIn(WireFormats.Responses)) }),
        (":countTokens", call => new { totalTokens = Words(call.TextsIn(WireFormats.GenerateContent)) }),
        ("/embeddings", Embeddings),
        ("/rerank", Rerank),
        ("/moderations", call => new { id = "modr-simulated", model = call.Model, results = new[] { new { flagged = false, categories = new { violence = false }, category_scores = new { violence = 0.01 } } } }),
        ("/images/generations", Image),
        ("/images/edits", Image),
        ("/images/variations", Image),
        ("/audio/transcriptions", Transcription),
        ("/audio/translations", Transcription),
        ("/search", call => new
        {
            @object = "vector_store.search_results.page",
            search_query = call.TextsIn(WireFormats.VectorStores),
            data = new[] { new { file_id = "file-simulated", filename = "hello.txt", score = 0.9, attributes = new { }, content = new[] { new { type = "text", text = "Hello!" } } } },
            has_more = false,
            next_page = (string?)null,
        }),
        ("/files", call => new { id = "file-simulated", @object = "file", bytes = 5, created_at = 0, filename = "hello.txt", purpose = "batch", status = "processed" }),
        ("/batches", call => new { id = "batch_simulated", @object = "batch", type = "message_batch", endpoint = "/v1/chat/completions", status = "validating", processing_status = "in_progress", created_at = 0 }),
        ("/runs", call => new { id = "run_simulated", @object = "thread.run", thread_id = "thread_simulated", assistant_id = "asst_simulated", status = "completed", model = call.Model, usage = new { prompt_tokens = 3, completion_tokens = 5, total_tokens = 8 } }),
    ];

    public static HttpContent Answer(SimulatedCall call, Func<IEnumerable<string>, Stream> stream, SimulatedBehaviour behaviour)
    {
        if (call.Method == "POST" && !call.Path.Contains("/threads/", StringComparison.Ordinal) && Array.Find(Texts, api => EndsWith(call, api.Tail)).Format is { } format)
        {
            var answer = new SimulatedAnswer(format, call.Model, call.TextsIn(format));
            return call.IsStreaming ? Typed(new StreamContent(stream(answer.Chunks(behaviour.IsEndless, call.AsksForUsage))), "text/event-stream") : Json(answer.Whole());
        }

        return call.Method == "POST" && EndsWith(call, "/audio/speech") ? Typed(new ByteArrayContent("ID3 the sound of it"u8.ToArray()), "audio/mpeg")
            : call.Method == "GET" && EndsWith(call, "/content") ? Typed(new ByteArrayContent("Hello"u8.ToArray()), "application/octet-stream")
            : call.Method == "POST" && Array.Find(Objects, api => EndsWith(call, api.Tail)).Answer is { } make ? Json(make(call))
            : Json(Stored(call));
    }

    private static object Stored(SimulatedCall call) => call switch
    {
        { Method: "GET" } when EndsWith(call, "/" + call.Collection) || EndsWith(call, "_items") => new { @object = "list", data = Array.Empty<object>(), has_more = false },
        { Method: "DELETE" } => new { id = call.Id, @object = call.Collection.TrimEnd('s') + ".deleted", deleted = true },
        _ => new { id = call.Id, @object = call.Collection.TrimEnd('s'), created_at = 0, status = "completed" },
    };

    private static object Embeddings(SimulatedCall call)
    {
        var texts = call.TextsIn(WireFormats.Embeddings);
        return new
        {
            @object = "list",
            model = call.Model,
            data = texts.Select((text, index) => new { @object = "embedding", index, embedding = new[] { text.Length / 100.0, 0.5, -0.5 } }),
            usage = new { prompt_tokens = Words(texts), total_tokens = Words(texts) },
        };
    }

    private static object Rerank(SimulatedCall call) => new
    {
        id = "rerank-simulated",
        results = call.TextsIn(WireFormats.Rerank).Skip(1).Select((_, index) => new { index, relevance_score = 1.0 / (index + 1) }),
        meta = new { api_version = new { version = "2" }, billed_units = new { search_units = 1 } },
    };

    private static object Image(SimulatedCall call) => new
    {
        created = 0,
        data = new[] { new { b64_json = "aGVsbG8=" } },
        usage = new { input_tokens = 5, output_tokens = 20, total_tokens = 25 },
    };

    private static object Transcription(SimulatedCall call) => new { text = "Hello.", usage = new { type = "tokens", input_tokens = 10, output_tokens = 2, total_tokens = 12 } };

    private static int Words(List<string> texts) => texts.Sum(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);

    private static bool EndsWith(SimulatedCall call, string tail) => call.Path.EndsWith(tail, StringComparison.Ordinal);

    private static HttpContent Json(object value) => Typed(new ByteArrayContent(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value))), "application/json");

    private static HttpContent Typed(HttpContent content, string mediaType)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return content;
    }
}
