using System.Text;
using System.Text.Json;
using TracedLlm.Apis;
using TracedLlm.Taps;
using TracedLlm.Tests.Payloads.Apis;
using TracedLlm.Tests.Payloads.Frames;

namespace TracedLlm.Tests.Payloads.LongAnswers;

/// <summary>Responses of any length keep their facts: usage, id, model, finish reasons, errors.</summary>
public sealed class LongAnswerTests
{
    private const int Chunk = 10_007;

    // What a reader must skip: an image, numbers of an embedding, brackets and quotes in texts, deep nesting, names with escapes. Each is
    // longer than a body or an event that is read whole for its facts.
    private static readonly string[] Paddings =
    [
        $"\"{new string('A', 80_000)}\"",
        $"[{string.Join(',', Enumerable.Repeat("-0.016296387,1.5e-3", 4_200))}]",
        $"[{string.Join(',', Enumerable.Repeat("""{"text":"a \"quoted\\\" ]} text \\","n\u0061me":[[{}],null,true]}""", 1_300))}]",
        $"{new string('[', 200)}{new string(']', 200)},\"more\":\"{new string('\\', 80_000)}\"",
    ];

    private static string[] Realtime => ["realtime"];

    public static TheoryData<string, string> Responses => Fixtures(fixture => fixture.Response);

    public static TheoryData<string, string> Streams => Fixtures(fixture => fixture.Stream);

    [Theory]
    [MemberData(nameof(Responses))]
    public void A_long_body_has_the_facts_of_the_short_one(string api, string name)
    {
        var fixture = new ApiFixture(api, name);
        var body = Encoding.UTF8.GetString(fixture.Response!);
        if (ApiPayloads.ReaderFor(fixture.Row, content: false) is not { } reader)
        {
            return;
        }

        var expected = ReadAnswer.Read(reader, "application/json", [fixture.Response!]);
        foreach (var padding in Paddings)
        {
            Assert.Equal(expected, ReadAnswer.Read(ApiPayloads.ReaderFor(fixture.Row, content: false)!, "application/json", Cut(Pad(body, padding))));
        }

        Assert.Equal(expected, ReadAnswer.Read(ApiPayloads.ReaderFor(fixture.Row, content: true)!, "application/json", CutWithImage(body, PayloadTap.MaxBodyLength)));
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Long_events_have_the_facts_of_the_short_ones(string api, string name)
    {
        var fixture = new ApiFixture(api, name);
        if (ApiPayloads.ReaderFor(fixture.Row, content: false) is not { } reader)
        {
            return;
        }

        var events = fixture.Stream!.ToArray();
        var expected = ReadAnswer.Read(reader, "text/event-stream", [Encoding.UTF8.GetBytes(Text(events))]);
        foreach (var padding in Paddings)
        {
            var text = Text(events.Select(@event => (@event.Name, Pad(@event.Data, padding))));

            Assert.Equal(expected, ReadAnswer.Read(ApiPayloads.ReaderFor(fixture.Row, content: false)!, "text/event-stream", Cut(text)));
            Assert.Equal(expected, ReadAnswer.Read(ApiPayloads.ReaderFor(fixture.Row, content: false)!, "text/event-stream", [Encoding.UTF8.GetBytes(text)]));
        }
    }

    [Theory]
    [InlineData("converse", "stream")]
    [InlineData("invoke_model", "claude")]
    public void Long_frames_have_the_facts_of_the_short_ones(string api, string name)
    {
        var fixture = new ApiFixture(api, name);
        var expected = ReadAnswer.Print(fixture.ReadStream(content: false)!);
        foreach (var padding in Paddings)
        {
            var frames = Frame.Stream(fixture.Stream!.Select(@event => (@event.Name, Pad(@event.Data, padding))));

            Assert.Equal(expected, ReadAnswer.Read(ApiPayloads.ReaderFor(fixture.Row, content: false)!, "application/vnd.amazon.eventstream", frames.Chunk(Chunk)));
        }
    }

    [Theory]
    [InlineData(20, null, "False", "")]
    [InlineData(250, null, "", "too_long")]
    [InlineData(250, 3, "True", "too_long")]
    [InlineData(250, 240, "", "too_long")]
    public void More_results_of_a_moderation_than_are_kept_are_not_called_harmless(int count, int? flagged, string expected, string unread)
    {
        var categories = string.Join(',', Enumerable.Range(0, 14).Select(i => $"\"harassment/threatening_{i}\":false"));
        var results = Enumerable.Range(0, count).Select(i =>
            $$$"""{"flagged":{{{(i == flagged ? "true" : "false")}}},"categories":{{{{categories}}}},"category_scores":{"{{{new string('s', 4000)}}}":0.1}}""");
        var body = Encoding.UTF8.GetBytes($$$"""{"id":"modr-1","model":"omni-moderation","results":[{{{string.Join(',', results)}}}],"usage":{"input_tokens":7}}""");

        var facts = ReadAnswer.Read(ApiPayloads.ReaderFor(new ApiFixture("moderations", "text").Row, content: false)!, "application/json", body.Chunk(Chunk));

        Assert.Equal(expected, ValueOf(facts, "litellm.moderation.flagged"));
        Assert.Equal(unread, ValueOf(facts, "litellm.response.unread"));
        Assert.Equal("7", ValueOf(facts, "gen_ai.usage.input_tokens"));
    }

    private static string ValueOf(string facts, string name) =>
        facts.Split('\n').FirstOrDefault(line => line.StartsWith(name + " = ", StringComparison.Ordinal))?[(name.Length + 3)..] ?? "";

    // The text of a frame of invoke-with-response-stream is base64, so that all facts of the event are in one long string.
    [Theory]
    [InlineData("claude", false)]
    [InlineData("claude", true)]
    [InlineData("llama", false)]
    [InlineData("llama", true)]
    [InlineData("openai", false)]
    [InlineData("openai", true)]
    public void Long_events_in_frames_have_the_facts_of_the_short_ones(string name, bool content)
    {
        var fixture = new ApiFixture("invoke_model", name);
        var expected = ReadAnswer.Print(fixture.ReadStream(content: false)!);
        var last = fixture.Stream!.Count() - 1;
        foreach (var padding in Paddings)
        {
            var longer = content ? padding + $",\"more\":\"{new string('A', 1024 * 1024)}\"" : padding;
            var frames = Frame.Stream(fixture.Stream!.Select((@event, index) => (@event.Name, PadWithin(@event.Data, index == 0 || index == last ? longer : padding))));

            Assert.Equal(expected, ReadAnswer.Read(ApiPayloads.ReaderFor(fixture.Row, content)!, "application/vnd.amazon.eventstream", frames.Chunk(Chunk)));
        }
    }

    [Theory]
    [InlineData("AAAA")]
    [InlineData("!!!!")]
    [InlineData("e30\\u003d")]
    public void Long_bytes_that_hold_no_JSON_are_skipped(string text)
    {
        var json = $$"""{"bytes":"{{string.Concat(Enumerable.Repeat(text, 20_000))}}","usage":{"input_tokens":3} }""";

        var reduction = new FactReduction();
        foreach (var chunk in Encoding.UTF8.GetBytes(json).Chunk(Chunk))
        {
            reduction.Append(chunk);
        }

        Assert.Equal("""{"bytes":"","usage":{"input_tokens":3}}""", Encoding.UTF8.GetString(reduction.Finish().Span));
        reduction.Release();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Long_lines_that_are_called_JSON_have_the_facts_of_the_short_ones(bool content)
    {
        foreach (var (api, name) in new[] { ("ollama_chat", "stream"), ("ollama_generate", "stream") })
        {
            var fixture = new ApiFixture(api, name);
            var pieces = fixture.Stream!.Select(line => line.Data + "\n").ToArray();
            var many = string.Concat(Enumerable.Repeat(pieces[0], content ? 50_000 : 5_000).Concat(pieces));
            var image = $"\"{new string('A', content ? PayloadTap.MaxBodyLength : 300_000)}\"";
            var wide = string.Concat(pieces.Select((line, index) => index == 0 || index == pieces.Length - 1 ? Pad(line, image) : line));

            foreach (var lines in new[] { many, wide, many.TrimEnd() })
            {
                Assert.Equal(
                    ReadAnswer.Print(fixture.ReadStream(content: false)!),
                    ReadAnswer.Read(ApiPayloads.ReaderFor(fixture.Row, content)!, "application/json", Cut(lines)));
            }
        }
    }

    [Fact]
    public void Long_lines_have_the_facts_of_the_short_ones()
    {
        var fixture = new ApiFixture("ollama_generate", "stream");
        var lines = string.Concat(fixture.Stream!.Select(line => Pad(line.Data, Paddings[1]) + "\n"));

        Assert.Equal(
            ReadAnswer.Print(fixture.ReadStream(content: false)!),
            ReadAnswer.Read(ApiPayloads.ReaderFor(fixture.Row, content: false)!, "application/x-ndjson", Cut(lines)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_array_of_many_chunks_keeps_the_usage_of_the_last(bool content)
    {
        var chunk = """{"candidates":[{"content":{"parts":[{"text":"Hello"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":1},"modelVersion":"gemini-2.5-flash","responseId":"r1"}""";
        var last = """{"candidates":[{"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":40000}}""";
        var body = $"[{string.Concat(Enumerable.Repeat(chunk + ",\n", content ? 25_000 : 5_000))}{last}]";

        var facts = ReadAnswer.Read(ApiPayloads.ReaderFor(new ApiFixture("generate_content", "text").Row, content)!, "application/json", Cut(body));

        Assert.Contains("gen_ai.response.finish_reasons = STOP\ngen_ai.usage.input_tokens = 4\ngen_ai.usage.output_tokens = 40000", facts);
    }

    [Theory]
    [InlineData("application/json", "", "")]
    [InlineData("text/event-stream", "data: ", "\n\n")]
    [InlineData("application/x-ndjson", "", "\n")]
    public void The_memory_for_a_long_answer_does_not_grow_with_it(string type, string before, string after)
    {
        var image = Encoding.UTF8.GetBytes(new string('A', 64 * 1024));
        var start = Encoding.UTF8.GetBytes(before + """{"data":[{"b64_json":" """.TrimEnd());
        var end = Encoding.UTF8.GetBytes("""\""}],"usage":{"input_tokens":7,"output_tokens":1000}}""" + after);

        long least = long.MaxValue;
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var reader = ApiPayloads.ReaderFor(new ApiFixture("images", "url").Row, content: false)!;
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var facts = ReadAnswer.Read(reader, type, Enumerable.Repeat(image, 256).Prepend(start).Append(end));
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - allocated);

            Assert.Contains("gen_ai.usage.output_tokens = 1000", facts);
        }

        // 16 MiB have passed.
        Assert.InRange(least, 0, 256 * 1024);
    }

    [Theory]
    [InlineData("""{"usage":{"prompt_tokens":1,"list":[1,2,{"a":"b"}]},"other":1,"id":"x"}""", """{"usage":{"prompt_tokens":1,"list":[1,2,{"a":"b"}]},"id":"x"}""")]
    [InlineData("""{ "us\u0061ge" : { "a" : null } , "choices" : [ { "text" : "t" , "finish_reason" : "stop" } , 1 ] }""", """{"us\u0061ge":{"a":null},"choices":[{"finish_reason":"stop"},1]}""")]
    [InlineData("""{"choices":[{"message":{"role":"assistant","content":"a \" } ] b"},"index":0}],"id":"x"}""", """{"choices":[{"message":{},"index":0}],"id":"x"}""")]
    [InlineData("""{"id":"cut""", """{"id":"cut""")]
    [InlineData("""{"id":"x","content":"cut""", """{"id":"x" """)]
    [InlineData("""{"id":}""", """{"id":""")]
    [InlineData("null", "null")]
    [InlineData("", "")]
    public void A_document_is_reduced_to_its_facts_however_it_is_cut(string json, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        for (var size = 1; size <= Math.Max(1, bytes.Length); size++)
        {
            var reduction = new FactReduction();
            foreach (var chunk in bytes.Chunk(size))
            {
                reduction.Append(chunk);
            }

            Assert.Equal(expected.TrimEnd(), Encoding.UTF8.GetString(reduction.Finish().Span));
            reduction.Release();
        }
    }

    // Where the first document was cut: in an escape of a text that is kept, of one that is not, of one in a skipped object, of a name.
    // An empty name behind it shows an escape that was left open.
    [Theory]
    [InlineData("""{"id":"a\""")]
    [InlineData("""{"content":"a\""")]
    [InlineData("""{"content":{"a":"b\""")]
    [InlineData("""{"content":{"a":"b""")]
    [InlineData("""{"na\""")]
    [InlineData("""{"choices":[{"usage":{"a":[""")]
    [InlineData("""{"usage":{"a":1""")]
    [InlineData("""{"bytes":"AAAA""")]
    public void A_document_behind_one_that_was_cut_is_reduced_as_ever(string cut)
    {
        var reduction = new FactReduction();
        for (var times = 0; times < 2; times++)
        {
            reduction.Append(Encoding.UTF8.GetBytes(cut));
            reduction.Reset();
        }

        reduction.Append("""{"":"b","id":"c","usage":{"a":1}}"""u8);

        Assert.Equal("""{"id":"c","usage":{"a":1}}""", Encoding.UTF8.GetString(reduction.Finish().Span));
        reduction.Release();
    }

    [Fact]
    public void Long_events_behind_cut_ones_have_their_facts()
    {
        var cut = $"data: {{\"text\":\"{new string('A', 300_000)}\\\n\n";
        var whole = $"data: {Pad("""{"id":"x","choices":[{"index":0,"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":5}}""", Paddings[0]).Replace("\"padding\"", "\"\"", StringComparison.Ordinal)}\n\n";

        var facts = ReadAnswer.Read(ApiPayloads.ReaderFor(new ApiFixture("chat_completions", "text").Row, content: false)!, "text/event-stream", Cut(cut + cut + whole));

        Assert.Contains("gen_ai.usage.input_tokens = 7\ngen_ai.usage.output_tokens = 5", facts);
    }

    private static TheoryData<string, string> Fixtures(Func<ApiFixture, object?> choose)
    {
        var data = new TheoryData<string, string>();
        foreach (var (api, name) in ApiFixture.All.Where(fixture => !Realtime.Contains(fixture.Api) && choose(new(fixture.Api, fixture.Name)) is not null))
        {
            data.Add(api, name);
        }

        return data;
    }

    // In front of everything else in the outermost object, or of the first object of an array.
    private static string Pad(string json, string padding)
    {
        var start = json.IndexOf('{', StringComparison.Ordinal);
        return start < 0 ? json : json.Insert(start + 1, $"\"padding\":{padding},");
    }

    private static string PadWithin(string frame, string padding)
    {
        using var document = JsonDocument.Parse(frame);
        var json = Encoding.UTF8.GetString(document.RootElement.GetProperty("bytes").GetBytesFromBase64());
        return $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(Pad(json, padding)))}}","p":"abc"}""";
    }

    private static string Text(IEnumerable<(string Name, string Data)> events) =>
        string.Concat(events.Select(@event => (@event.Name.Length > 0 ? $"event: {@event.Name}\n" : "") + $"data: {@event.Data}\n\n"));

    // The text with an image of this length, in chunks.
    private static IEnumerable<byte[]> CutWithImage(string json, int length)
    {
        var padded = Pad(json, "\"|\"");
        var place = padded.IndexOf('|', StringComparison.Ordinal);
        return place < 0
            ? Cut(json)
            : [.. Cut(padded[..place]), .. Enumerable.Repeat(Encoding.UTF8.GetBytes(new string('A', Chunk)), (length / Chunk) + 1), .. Cut(padded[(place + 1)..])];
    }

    private static IEnumerable<byte[]> Cut(string text) => Encoding.UTF8.GetBytes(text).Chunk(Chunk);
}
