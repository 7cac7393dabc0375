using System.Collections.Concurrent;
using TracedLlm.Export.Spool;

namespace TracedLlm.Export.Tests.Spool;

/// <summary>Keeps the notifications of a spool as lines of text.</summary>
internal sealed class SpoolDiary : ISpoolObserver
{
    private readonly ConcurrentQueue<string> _lines = new();
    private long _dropped;

    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>How many spans were dropped in all.</summary>
    public long SpansDropped => Interlocked.Read(ref _dropped);

    public void Recovered(string destination, long spans) => _lines.Enqueue($"{destination}: {spans} recovered");

    public void Dropped(string destination, SpoolDropReason reason, long spans)
    {
        _lines.Enqueue($"{destination}: {spans} {reason}");
        Interlocked.Add(ref _dropped, spans);
    }
}
