using System.Text;
using TracedLlm.Apis;
using TracedLlm.Testing.Snapshots;

namespace TracedLlm.Tests.Payloads.Apis;

/// <summary>The table of the events that end a stream.</summary>
public sealed class TerminalEventTests
{
    public static TheoryData<string> Names => [.. TerminalEvents.All.Select(row => row.Name)];

    [Fact]
    public void The_page_shows_the_table() => PageSection.Match(
        "docs/spans.md",
        "last events",
        "| event | API | what it says |\n|---|---|---|\n" + string.Concat(TerminalEvents.All.Select(row =>
            $"| `{row.Name}` | {row.Apis} | {(row.Signal == StreamSignal.Error ? "an error, which ends the answer" : "the answer is complete")} |\n")));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_row_is_found_by_the_events_name_and_by_its_type(string name)
    {
        var signal = TerminalEvents.All.Single(row => row.Name == name).Signal;

        Assert.NotEqual(StreamSignal.None, signal);
        Assert.Equal(
            [signal, signal, signal],
            new[]
            {
                TerminalEvents.Read(Encoding.UTF8.GetBytes(name), "{}"u8),
                TerminalEvents.Read("message"u8, Encoding.UTF8.GetBytes($$"""{"type":"{{name}}"}""")),
                TerminalEvents.Read(default, Encoding.UTF8.GetBytes($$"""{"type": "{{name}}","more":1}""")),
            });
    }

    [Theory]
    [InlineData("", "{\"type\":\"message_stopp\"}")]
    [InlineData("message_stops", "{}")]
    [InlineData("", "{\"type\":\"image_generation.completedd\"}")]
    [InlineData("content_block_delta", "{\"type\":\"content_block_delta\",\"delta\":{\"text\":\"[DONE]\"}}")]
    [InlineData("", "{\"error\":null}")]
    [InlineData("", "{\"candidates\":[{\"finishReason\":null}]}")]
    [InlineData("", "")]
    public void Another_event_does_not_end_the_stream(string name, string data) =>
        Assert.Equal(StreamSignal.None, TerminalEvents.Read(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(data)));
}
