using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>The simulated provider's answers by the end of the path; <see cref="Texts"/> lists the APIs that answer with text.</summary>
internal static class SimulatedApis
{
    // A path ends with the tail of the first row that fits.
    private static readonly SimulatedTextApi[] Texts =
    [
        SimulatedTextApi.Of("/fim/completions", WireFormats.MistralFim),
        SimulatedTextApi.Of("/chat/completions", WireFormats.ChatCompletions),
        SimulatedTextApi.Of("/completions", WireFormats.Completions),
        SimulatedTextApi.Of("/messages", WireFormats.Messages),
        SimulatedTextApi.Of("/responses", WireFormats.Responses),
        SimulatedTextApi.Of(":generateContent", WireFormats.GenerateContent),
        SimulatedTextApi.Of(":streamGenerateContent", WireFormats.GenerateContent),
        new("/api/chat", WireFormats.OllamaChat, (_, text) => SimulatedOllama.Chat(text), (_, text, endless) => SimulatedTextApi.Bytes(SimulatedOllama.ChatLines(text, endless)), SimulatedTextApi.Lines),
        new("/api/generate", WireFormats.OllamaGenerate, (_, text) => SimulatedOllama.Generated(text), (_, text, endless) => SimulatedTextApi.Bytes(SimulatedOllama.GeneratedLines(text, endless)), SimulatedTextApi.Lines),
        new("/chat", WireFormats.CohereChat, (_, text) => SimulatedCohere.Whole(text), (_, text, endless) => SimulatedTextApi.Bytes(SimulatedCohere.Events(text, endless))),
        Converse("/converse"),
        Converse("/converse-stream"),
        InvokeModel("/invoke"),
        InvokeModel("/invoke-with-response-stream"),
    ];

    private static readonly (string Tail, Func<SimulatedCall, object> Answer)[] Objects =
    [
        ("/count_tokens", call => new { input_tokens = Words(call.TextsIn(WireFormats.Messages)) }),
        ("/input_tokens", call => new { @object = "response.input_tokens", input_tokens = Words(call.TextsIn(WireFormats.Responses)) }),
        (":countTokens", call => new { totalTokens = Words(call.TextsIn(WireFormats.GenerateContent)) }),
        (":embedContent", call => new { embedding = new { values = Vector(string.Concat(call.TextsIn(WireFormats.GenerateContent))) } }),
        (":batchEmbedContents", call => new { embeddings = call.TextsIn(WireFormats.GenerateContent).Select(text => new { values = Vector(text) }) }),
        ("/embeddings", Embeddings),
        ("/api/embed", SimulatedOllama.Embeddings),
        ("/api/show", SimulatedOllama.Show),
        ("/embed", SimulatedCohere.Embeddings),
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

    public static HttpContent Answer(SimulatedCall call, Func<IEnumerable<byte[]>, Stream> stream, SimulatedBehaviour behaviour)
    {
        if (call.Method == "POST" && !call.Path.Contains("/threads/", StringComparison.Ordinal) && Array.Find(Texts, api => EndsWith(call, api.Tail)) is { } api)
        {
            var text = new SimulatedText(call.Model, call.TextsIn(api.Format), behaviour.Text);
            return call.IsStreaming ? Typed(new StreamContent(stream(api.Parts(call, text, behaviour.IsEndless))), api.StreamType) : Json(api.Whole(call, text));
        }

        return call.Method == "POST" && EndsWith(call, "/audio/speech") ? Typed(new ByteArrayContent("ID3 the sound of it"u8.ToArray()), "audio/mpeg")
            : call.Method == "GET" && EndsWith(call, "/content") ? Typed(new ByteArrayContent("Hello"u8.ToArray()), "application/octet-stream")
            : call.Method == "POST" && Array.Find(Objects, api => EndsWith(call, api.Tail)).Answer is { } make ? Json(make(call))
            : Json(Stored(call));
    }

    private static SimulatedTextApi Converse(string tail) => new(
        tail, WireFormats.Converse, (_, text) => SimulatedBedrock.Converse(text), (_, text, endless) => SimulatedBedrock.ConverseFrames(text, endless), SimulatedTextApi.Frames);

    private static SimulatedTextApi InvokeModel(string tail) => new(
        tail, WireFormats.InvokeModel, SimulatedBedrock.Invoked, SimulatedBedrock.InvokedFrames, SimulatedTextApi.Frames);

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
            data = texts.Select((text, index) => new { @object = "embedding", index, embedding = Vector(text) }),
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

    /// <summary>A vector for a text; equal texts have equal vectors.</summary>
    public static double[] Vector(string text) => [text.Length / 100.0, 0.5, -0.5];

    public static int Words(List<string> texts) => texts.Sum(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);

    private static bool EndsWith(SimulatedCall call, string tail) => call.Path.EndsWith(tail, StringComparison.Ordinal);

    private static HttpContent Json(object value) => Typed(new ByteArrayContent(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value))), "application/json");

    private static HttpContent Typed(HttpContent content, string mediaType)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return content;
    }
}
