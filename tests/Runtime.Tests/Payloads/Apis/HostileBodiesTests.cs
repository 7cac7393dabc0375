using System.Text;
using System.Text.Json;
using TracedLlm.Apis;
using TracedLlm.Content;
using TracedLlm.Facts;

namespace TracedLlm.Tests.Payloads.Apis;

/// <summary>Bodies that are broken, wrong or meant to harm: nothing is thrown, and what is written stays valid and bounded.</summary>
public sealed class HostileBodiesTests
{
    private static readonly byte[] Harmful = [.. "\"\\{}[]:,0- u"u8, 0xff, 1, 0xc3];

    private static readonly string[] WrongValues =
        ["null", "true", "-1", "1e999", "\"text\"", "\"\\ud800\"", "\"\\x\"", "[]", "{}", "[[[]]]", "[null,1,\"a\",{}]", "{\"a\":{\"b\":[1]}}", "99999999999999999999"];

    public static IEnumerable<object[]> Fixtures => ApiFixture.All.Select(fixture => new object[] { fixture.Api, fixture.Name });

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Bodies_that_are_cut_off_anywhere_are_read_as_far_as_they_go(string api, string name)
    {
        var fixture = new ApiFixture(api, name);
        foreach (var body in new[] { fixture.Request, fixture.Response }.OfType<byte[]>())
        {
            for (var length = 0; length < body.Length; length += 1 + (length % 7))
            {
                ReadEverything(fixture.Row, body[..length]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Every_value_may_be_of_the_wrong_type(string api, string name)
    {
        var fixture = new ApiFixture(api, name);
        foreach (var body in new[] { fixture.Request, fixture.Response }.OfType<byte[]>().Concat(fixture.Stream?.Select(@event => Encoding.UTF8.GetBytes(@event.Data)) ?? []))
        {
            foreach (var wrong in WrongValues)
            {
                foreach (var changed in WithEachValueReplaced(body, wrong))
                {
                    ReadEverything(fixture.Row, changed);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void A_stream_may_end_after_any_event(string api, string name)
    {
        var fixture = new ApiFixture(api, name);
        for (var events = 0; events < fixture.Stream?.Count(); events++)
        {
            Valid(fixture.ReadStream(content: true, events)!.Attributes);
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Changed_bytes_are_survived(string api, string name)
    {
        var fixture = new ApiFixture(api, name);
        var random = new Random(17);
        foreach (var body in new[] { fixture.Request, fixture.Response }.OfType<byte[]>())
        {
            for (var round = 0; round < 200; round++)
            {
                var changed = body.ToArray();
                for (var i = 0; i < 3; i++)
                {
                    changed[random.Next(changed.Length)] = Harmful[random.Next(Harmful.Length)];
                }

                ReadEverything(fixture.Row, changed);
            }
        }
    }

    [Fact]
    public void Long_content_is_truncated_to_the_bound_and_marked_as_truncated()
    {
        var text = new string('ß', 400_000);
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            model = "m",
            messages = Enumerable.Range(0, 10).Select(_ => new { role = "user", content = text + "\n" }),
            tools = new[] { new { type = "function", function = new { name = "f", description = text + text + text } } },
        });

        var facts = ApiPayloads.ReadRequest(Row("chat/completions"), body, content: true);

        var messages = (string)facts.Attributes.Single(attribute => attribute.Key == GenAi.InputMessages).Value!;
        Assert.InRange(Encoding.UTF8.GetByteCount(messages), ContentWriter.MaxLength - 100, (2 * ContentWriter.MaxLength) + 1000);
        Assert.Single(facts.Attributes, attribute => attribute.Key == LibraryAttributes.ContentTruncated && attribute.Value is true);
        Valid(facts.Attributes);
    }

    [Fact]
    public void A_long_image_is_named_by_type_size_and_hash()
    {
        var bytes = new byte[75_000];
        var image = "data:image/png;base64," + Convert.ToBase64String(bytes);
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            messages = new[] { new { role = "user", content = new[] { new { type = "image_url", image_url = new { url = image } } } } },
        });

        var facts = ApiPayloads.ReadRequest(Row("chat/completions"), body, content: true);

        Assert.Equal(
            $$"""[{"role":"user","parts":[{"type":"text","content":"[image/png, 75000 bytes, sha256 {{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))}}: left out]"}]}]""",
            facts.Attributes.Single(attribute => attribute.Key == GenAi.InputMessages).Value);
    }

    [Theory]
    [InlineData("chat/completions", """{"messages":[{"role":"tool","tool_call_id":"c","content":"a screenshot: data:image/png;base64,BASE64"}]}""")]
    [InlineData("chat/completions", """{"messages":[{"role":"tool","tool_call_id":"c","content":"{\"data\":\"data:image/png;base64,BASE64\"}"}]}""")]
    [InlineData("chat/completions", """{"messages":[{"role":"user","content":[{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,BASE64"}}]}]}""")]
    [InlineData("chat/completions", """{"messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"format":"wav","data":"BASE64"}}]}]}""")]
    [InlineData("messages", """{"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"BASE64"}}]}]}]}""")]
    [InlineData("messages", """{"messages":[{"role":"user","content":[{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"BASE64"}}]}]}""")]
    [InlineData("responses", """{"input":[{"type":"function_call_output","call_id":"c","output":[{"type":"input_image","image_url":"data:image/png;base64,BASE64"}]}]}""")]
    [InlineData("responses", """{"input":[{"role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,BASE64"}]}]}""")]
    [InlineData("chat/completions", """{"messages":[{"role":"tool","tool_call_id":"c","content":"[{\"type\":\"image\",\"mimeType\":\"image/png\",\"data\":\"BASE64\"}]"}]}""", 600)]
    public void A_short_image_is_named_by_type_size_and_hash_wherever_it_is(string api, string body, int length = 60)
    {
        var bytes = Enumerable.Range(0, length).Select(i => (byte)(i * 37)).ToArray();

        var facts = ApiPayloads.ReadRequest(Row(api), Encoding.UTF8.GetBytes(body.Replace("BASE64", Convert.ToBase64String(bytes), StringComparison.Ordinal)), content: true);

        var messages = $"{facts.Attributes.Single(attribute => attribute.Key == GenAi.InputMessages).Value}";
        Assert.DoesNotContain(Convert.ToBase64String(bytes)[..16], messages, StringComparison.Ordinal);
        Assert.Contains($", {length} bytes, sha256 {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))}: left out]", messages, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_stream_keeps_the_bound()
    {
        var reader = ApiPayloads.ReaderFor(Row("chat/completions"), content: true)!;
        var data = Encoding.UTF8.GetBytes($$$"""{"choices":[{"index":0,"delta":{"content":"{{{new string('a', 10_000)}}}"}}]}""");
        for (var i = 0; i < 500; i++)
        {
            reader.OnEvent(default, data);
        }

        var attributes = ReadFacts.Of(reader).Attributes;

        Assert.InRange(((string)attributes.Single(attribute => attribute.Key == GenAi.OutputMessages).Value!).Length, 1_000_000, ContentWriter.MaxLength + 1000);
        Assert.Contains(attributes, attribute => attribute.Key == LibraryAttributes.ContentTruncated);
    }

    [Theory]
    [InlineData(2_000_000_000)]
    [InlineData(-1)]
    [InlineData(128)]
    public void Choices_of_absurd_numbers_are_left_out(int index)
    {
        var reader = ApiPayloads.ReaderFor(Row("chat/completions"), content: true)!;

        reader.OnEvent(default, Encoding.UTF8.GetBytes($$$"""{"id":"x","choices":[{"index":{{{index}}},"delta":{"content":"a"},"finish_reason":"stop"}]}"""));

        Assert.Equal([GenAi.ResponseId], ReadFacts.Of(reader).Attributes.Select(attribute => attribute.Key));
    }

    [Theory]
    [InlineData("""{"choices":[{"finish_reason":null},{"index":1, "finish_reason" : "stop"}]}""", "gen_ai.response.finish_reasons")]
    [InlineData("""{"choices":[{"finish_reason":null,"delta":{"content":"usage"}}],"usage":{"prompt_tokens":1}}""", "gen_ai.usage.input_tokens")]
    [InlineData("""{"choices":[{"finish_reason":null,"delta":{"content":"a \"finish_reason\":\"stop\""}}]}""", null)]
    public void A_value_in_a_later_event_replaces_the_earlier_one(string data, string? expected)
    {
        var reader = ApiPayloads.ReaderFor(Row("chat/completions"), content: false)!;
        reader.OnEvent(default, """{"id":"x","model":"m","choices":[]}"""u8);

        reader.OnEvent(default, Encoding.UTF8.GetBytes(data).AsSpan());

        Assert.Equal(
            new[] { GenAi.ResponseId, GenAi.ResponseModel, expected }.OfType<string>(),
            ReadFacts.Of(reader).Attributes.Select(attribute => attribute.Key));
    }

    [Fact]
    public void Negative_and_overflowing_counts_are_absent()
    {
        var reader = ApiPayloads.ReaderFor(Row("messages"), content: false)!;

        reader.OnJson("""{"usage":{"input_tokens":9223372036854775807,"cache_read_input_tokens":9,"output_tokens":-5}}"""u8.ToArray());

        Assert.Equal((long.MaxValue, null), (ReadFacts.Of(reader).Input, ReadFacts.Of(reader).Output));
    }

    [Fact]
    public void Secrets_of_tools_stay_out()
    {
        var facts = new ApiFixture("responses", "tools").ReadRequest(content: true);

        Assert.DoesNotContain("secret", (string)facts.Attributes.Single(attribute => attribute.Key == GenAi.ToolDefinitions).Value!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chat/completions", """{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1694268190,"model":"gpt-4o-mini","choices":[{"index":0,"delta":{"content":"hello"},"logprobs":null,"finish_reason":null}],"usage":null}""")]
    [InlineData("messages", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hello"}}""")]
    [InlineData("responses", """{"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"Hi"}""")]
    [InlineData("models/{model}:generateContent", """{"candidates":[{"content":{"parts":[{"text":"Hel"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":1,"totalTokenCount":5},"modelVersion":"gemini-2.5-flash","responseId":"r1"}""")]
    public void An_event_of_a_stream_allocates_nothing_while_content_is_off(string pattern, string data)
    {
        var reader = ApiPayloads.ReaderFor(Row(pattern), content: false)!;
        var bytes = Encoding.UTF8.GetBytes(data);
        reader.OnEvent(default, bytes.AsSpan());
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            reader.OnEvent(default, bytes.AsSpan());
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static LlmApiFacts Row(string pattern) => LlmApiTable.Rows.First(row => row.Pattern.Text == pattern);

    private static void ReadEverything(LlmApiFacts row, byte[] body)
    {
        Valid(ApiPayloads.ReadRequest(row, body, content: true).Attributes);
        ApiPayloads.ReadRequest(row, body, content: false);
        if (ApiPayloads.ReaderFor(row, content: true) is { } reader)
        {
            reader.OnJson(body);
            Valid(ReadFacts.Of(reader).Attributes);
            var events = ApiPayloads.ReaderFor(row, content: true)!;
            events.OnEvent("any"u8, body.AsSpan());
            Valid(ReadFacts.Of(events).Attributes);
        }
    }

    private static void Valid(List<KeyValuePair<string, object?>> attributes)
    {
        foreach (var (name, value) in attributes)
        {
            if (name is GenAi.InputMessages or GenAi.OutputMessages or GenAi.SystemInstructions or GenAi.ToolDefinitions or GenAi.RetrievalDocuments)
            {
                JsonDocument.Parse((string)value!).Dispose();
            }
        }
    }

    /// <summary>The document as many times as it has values, each time with one of them replaced.</summary>
    private static IEnumerable<byte[]> WithEachValueReplaced(byte[] body, string wrong)
    {
        List<(int Start, int End)> values = [];
        try
        {
            var reader = new Utf8JsonReader(body);
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    var copy = reader;
                    var start = (int)copy.TokenStartIndex;
                    copy.Skip();
                    values.Add((start, (int)copy.BytesConsumed));
                }
                else if (reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray or JsonTokenType.PropertyName))
                {
                    values.Add(((int)reader.TokenStartIndex, (int)reader.BytesConsumed));
                }
            }
        }
        catch (JsonException)
        {
            // Not every event of a stream is JSON.
        }

        return values.Select(value => (byte[])[.. body[..value.Start], .. Encoding.UTF8.GetBytes(wrong), .. body[value.End..]]);
    }
}
