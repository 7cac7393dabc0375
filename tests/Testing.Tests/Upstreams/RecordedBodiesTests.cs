using System.Text.Json;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Testing.Tests.Upstreams;

public sealed class RecordedBodiesTests
{
    public static TheoryData<string> Bodies =>
    [
        RecordedOpenAi.ChatCompletion,
        RecordedOpenAi.RateLimitError,
        RecordedOpenAi.ServerError,
        RecordedAnthropic.Message,
        RecordedAnthropic.OverloadedError,
        .. RecordedOpenAi.ChatCompletionStream.SkipLast(1).Select(sse => sse.Data),
        .. RecordedAnthropic.MessageStream.Select(sse => sse.Data),
    ];

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Every_body_is_a_json_object(string body)
    {
        using var document = JsonDocument.Parse(body);

        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
    }

    [Fact]
    public void OpenAi_streams_the_text_it_answers_with_and_the_same_usage()
    {
        using var whole = JsonDocument.Parse(RecordedOpenAi.ChatCompletion);
        var chunks = RecordedOpenAi.ChatCompletionStream.SkipLast(1).Select(sse => JsonDocument.Parse(sse.Data).RootElement).ToList();

        var text = string.Concat(chunks
            .SelectMany(chunk => chunk.GetProperty("choices").EnumerateArray())
            .Select(choice => choice.GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : ""));

        Assert.Equal(whole.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString(), text);
        Assert.True(JsonElement.DeepEquals(whole.RootElement.GetProperty("usage"), chunks[^1].GetProperty("usage")));
        Assert.Equal("[DONE]", RecordedOpenAi.ChatCompletionStream[^1].Data);
    }

    [Fact]
    public void Anthropic_names_each_event_by_its_type_and_ends_with_the_usage_it_answers_with()
    {
        using var whole = JsonDocument.Parse(RecordedAnthropic.Message);
        var events = RecordedAnthropic.MessageStream.Select(sse => (sse.Event, Data: JsonDocument.Parse(sse.Data).RootElement)).ToList();

        var text = string.Concat(events
            .Where(sse => sse.Event == "content_block_delta")
            .Select(sse => sse.Data.GetProperty("delta").GetProperty("text").GetString()));

        Assert.All(events, sse => Assert.Equal(sse.Event, sse.Data.GetProperty("type").GetString()));
        Assert.Equal(whole.RootElement.GetProperty("content")[0].GetProperty("text").GetString(), text);
        Assert.Equal(
            whole.RootElement.GetProperty("usage").GetProperty("output_tokens").GetInt32(),
            events[^2].Data.GetProperty("usage").GetProperty("output_tokens").GetInt32());
    }

    [Fact]
    public void Data_of_several_lines_becomes_several_data_lines()
    {
        var sse = new SseEvent("one\ntwo", "kind");

        Assert.Equal("event: kind\ndata: one\ndata: two\n\n", sse.ToString());
    }
}
