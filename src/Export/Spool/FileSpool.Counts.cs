using System.Collections.Concurrent;
using TracedLlm.Export.Backends;

namespace TracedLlm.Export.Spool;

// Counts that are read without the lock, which is held while the disk works.
internal sealed partial class FileSpool
{
    private readonly ConcurrentDictionary<string, SpoolTally> _tallies = new(StringComparer.Ordinal);
    private long _requestBytes;
    private long _damagedBytes;
    private long _damagedSpans;

    public SpoolCount Total
    {
        get
        {
            long bytes = 0, spans = 0;
            foreach (var (_, tally) in _tallies)
            {
                var count = tally.Count;
                bytes += count.Bytes;
                spans += count.Spans;
            }

            return new(bytes, spans);
        }
    }

    public SpoolDamage Damaged => new(Interlocked.Read(ref _damagedBytes), Interlocked.Read(ref _damagedSpans));

    public IReadOnlyCollection<string> Destinations => [.. _tallies.Keys];

    public SpoolCount Count(string destination) => _tallies.TryGetValue(destination, out var tally) ? tally.Count : default;

    public bool HasUnread(string destination) => _tallies.TryGetValue(destination, out var tally) && tally.HasUnread;

    public bool HasRoom(string destination) => !IsOfRequest(destination) || Volatile.Read(ref _requestBytes) < _options.MaxRequestBytes;

    private static bool IsOfRequest(string destination) => destination.StartsWith(BackendEndpoint.RequestPrefix, StringComparison.Ordinal);

    // Under the lock.
    private void ChangeBytes(SpoolQueue queue, long bytes)
    {
        _bytes += bytes;
        if (IsOfRequest(queue.Destination))
        {
            Volatile.Write(ref _requestBytes, _requestBytes + bytes);
        }
    }

    private void Publish(string destination)
    {
        if (_queues.TryGetValue(destination, out var queue))
        {
            queue.Publish();
        }
    }

    private void Publish()
    {
        foreach (var queue in _queues.Values)
        {
            queue.Publish();
        }
    }
}
