using System.Text;
using TracedLlm.Taps;

namespace TracedLlm.Tests.Payloads.Taps;

/// <summary>Keeps every event as <c>name|data</c>, line feeds shown.</summary>
internal sealed class CollectedEvents : IEventSink
{
    public List<string> Events { get; } = [];

    public static List<string> Collect(byte[] stream, params IEnumerable<int> cuts)
    {
        var events = new CollectedEvents();
        var splitter = new EventSplitter(events);
        var start = 0;
        foreach (var cut in cuts.Append(stream.Length))
        {
            // A copy that is overwritten: what a chunk held is gone when the next one comes.
            var chunk = stream[start..cut];
            splitter.Push(chunk);
            Array.Fill(chunk, (byte)'#');
            start = cut;
        }

        splitter.Complete();
        splitter.Release();
        return events.Events;
    }

    public void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) => Events.Add(
        $"{Encoding.UTF8.GetString(name)}|{Encoding.UTF8.GetString(data)}".Replace("\n", "\\n", StringComparison.Ordinal));
}
