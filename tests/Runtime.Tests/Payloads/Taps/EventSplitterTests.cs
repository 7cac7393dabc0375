using System.Text;
using TracedLlm.Taps;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Tests.Payloads.Taps;

public class EventSplitterTests
{
    private const string Mark = "\uFEFF";

    /// <summary>Each stream, and its events as <c>name|data</c>.</summary>
    public static TheoryData<string, string[]> Streams => new()
    {
        { "data: a\n\n", ["|a"] },
        { "data: a\r\n\r\n", ["|a"] },
        { "data: a\r\r", ["|a"] },
        { "event: e\r\ndata: a\r\ndata: b\r\n\r\n", ["e|a\\nb"] },
        { "data: a\r\n\ndata: b\n\r\ndata: c\r\r\n", ["|a", "|b", "|c"] },
        { "data:a\n\ndata:  b\n\n", ["|a", "| b"] },
        { "event: message_stop\ndata: {}\n\n", ["message_stop|{}"] },
        { "data: {}\nevent: ping\n\ndata: 2\n\n", ["ping|{}", "|2"] },
        { "event: a\nevent: b\ndata: 1\n\n", ["b|1"] },
        { "event: a\nevent:\ndata: 1\n\n", ["|1"] },
        { "data: one\ndata: two\ndata:\ndata: four\n\n", ["|one\\ntwo\\n\\nfour"] },
        { "data\n\ndata\ndata\n\n", ["|", "|\\n"] },
        { "data:\n\n", ["|"] },
        { ": ping\n\n:\n\ndata: a\n: within\nid: 7\nretry: 100\n\n", ["|a"] },
        { "event: nothing\n\ndata: a\n\n", ["|a"] },
        { "\n\n\r\n\rdata: a\n\n\n\n", ["|a"] },
        { "data: [DONE]\n", ["|[DONE]"] },
        { "data: [DONE]", ["|[DONE]"] },
        { "data: a\n\ndata: b\r", ["|a", "|b"] },
        { "event: done", [] },
        { "", [] },
        { Mark + "data: a\n\n", ["|a"] },
        { Mark + Mark + "data: a\n\ndata: b\n\n", ["|b"] },
        { "data: a\n\n" + Mark + "data: b\n\n", ["|a"] },
        { "datas: a\ndat: b\n data: c\ndata : d\n\n", [] },
        { "data: a\n\n{\"error\":1}\n\ndata: b\n\n", ["|a", "error|{\"error\":1}", "|b"] },
        { "data: a\r\n\r\n{ \"error\" : {}}\r\n", ["|a", "error|{ \"error\" : {}}"] },
        { "{\"error\":\"no\"}", ["error|{\"error\":\"no\"}"] },
        { "data: a\n{\"error\":1}\n\n{\"errors\":1}\n{\"id\":1}\n{\n\n", ["|a"] },
        { "data: é😀\n\ndata: ü\n\n", ["|é😀", "|ü"] },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public void The_events_of_a_stream_are_the_same_however_it_is_cut(string stream, string[] expected)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);

        Assert.Equal(expected, CollectedEvents.Collect(bytes));
        Assert.Equal(expected, CollectedEvents.Collect(bytes, Enumerable.Range(1, bytes.Length)));
        for (var first = 0; first <= bytes.Length; first++)
        {
            for (var second = first; second <= bytes.Length; second++)
            {
                Assert.Equal(expected, CollectedEvents.Collect(bytes, first, second));
            }
        }
    }

    [Fact]
    public void Half_a_byte_order_mark_belongs_to_the_first_line()
    {
        byte[] stream = [0xEF, 0xBB, .. "data: a\n\ndata: b\n\n"u8];

        Assert.Equal(["|b"], CollectedEvents.Collect(stream));
        Assert.Equal(["|b"], CollectedEvents.Collect(stream, Enumerable.Range(1, stream.Length)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_random_stream_gives_the_same_events_in_random_chunks(int seed)
    {
        var random = new Random(seed);
        string[] pieces = ["data", "event", ":", " ", "\n", "\r", "\r\n", "\n\n", "x", "{\"a\":1}", "id", "é", Mark, ": c"];
        for (var round = 0; round < 3_000; round++)
        {
            var stream = Encoding.UTF8.GetBytes(string.Concat(random.GetItems(pieces, random.Next(40))));
            var cuts = Enumerable.Range(0, random.Next(8)).Select(_ => random.Next(stream.Length + 1)).Order();

            Assert.Equal(Reference(stream), CollectedEvents.Collect(stream, cuts));
        }
    }

    [Fact]
    public void Recorded_streams_give_their_events()
    {
        foreach (var events in new[] { RecordedOpenAi.ChatCompletionStream, RecordedAnthropic.MessageStream })
        {
            var expected = events.Select(each => $"{each.Event}|{each.Data}");
            Assert.Equal(expected, CollectedEvents.Collect(Encoding.UTF8.GetBytes(events.ToText())));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_event_that_is_too_long_is_reduced_and_counted_however_it_is_cut(int tooMany)
    {
        var text = new string('x', EventSplitter.MaxEventLength + tooMany);
        var stream = Encoding.UTF8.GetBytes($"data: before\n\nevent: long\ndata: {text}\n\ndata: after\n\n");
        foreach (var size in new[] { stream.Length, 1 << 16, 1000 })
        {
            var events = new CollectedEvents();
            var splitter = new EventSplitter(events);
            foreach (var chunk in stream.Chunk(size))
            {
                splitter.Push(chunk);
            }

            splitter.Release();
            Assert.Equal(tooMany, splitter.Skipped);
            Assert.Equal(tooMany == 1 ? ["|before", "|after"] : ["|before", "long|" + text, "|after"], events.Events);
        }
    }

    [Fact]
    public void An_event_without_an_end_keeps_no_more_than_is_read()
    {
        var splitter = new EventSplitter(new CollectedEvents());
        var chunk = new byte[1 << 16];
        Array.Fill(chunk, (byte)'x');
        splitter.Push("data: "u8);
        for (var pushed = 0; pushed < 64; pushed++)
        {
            splitter.Push(chunk);
        }

        splitter.Push("\n\n"u8);
        Assert.Equal(1, splitter.Skipped);
        splitter.Release();
    }

    [Theory]
    [InlineData(230)]
    [InlineData(100)]
    [InlineData(1)]
    public void Events_cost_no_allocation(int chunkSize)
    {
        var stream = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"event: delta\ndata: {new string('x', 209)}\n\n", 10)));
        var splitter = new EventSplitter(new NoEvents());

        Assert.Equal(0, LeastAllocation.Measure(() =>
        {
            for (var start = 0; start < stream.Length; start += chunkSize)
            {
                splitter.Push(stream.AsSpan(start, Math.Min(chunkSize, stream.Length - start)));
            }
        }));
        splitter.Release();
    }

    /// <summary>The events by the letter of the HTML standard, plainly, with a last event that no blank line follows.</summary>
    private static List<string> Reference(byte[] stream)
    {
        var text = Encoding.UTF8.GetString(stream);
        text = text.StartsWith(Mark, StringComparison.Ordinal) ? text[1..] : text;
        var events = new List<string>();
        List<string>? data = null;
        var name = "";
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n').Append(""))
        {
            if (line.Length == 0)
            {
                if (data is not null)
                {
                    events.Add($"{name}|{string.Join("\\n", data)}");
                }

                (data, name) = (null, "");
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var field = colon < 0 ? line : line[..colon];
            var value = colon < 0 ? "" : line[(colon + 1)..];
            value = value.StartsWith(' ') ? value[1..] : value;
            switch (field)
            {
                case "data":
                    (data ??= []).Add(value);
                    break;
                case "event":
                    name = value;
                    break;
            }
        }

        return events;
    }

    private sealed class NoEvents : IEventSink
    {
        public void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
        {
        }
    }
}
