using System.Diagnostics;

namespace TracedLlm.Taps;

/// <summary>
/// The times of a stream's chunks, that is, of its events: what <c>gen_ai.client.operation.time_to_first_chunk</c> and
/// <c>time_per_output_chunk</c> say (semantic conventions v1.41.1). An event that ends a stream is a chunk like the others.
/// </summary>
internal sealed class ChunkTimes
{
    private long _first;
    private long _last;

    /// <summary>How many there were.</summary>
    public int Count { get; private set; }

    /// <summary>When the first came, UTC; unset if none did.</summary>
    public DateTime? First { get; private set; }

    /// <summary>The time from the first chunk to the last; unset for fewer than two.</summary>
    public TimeSpan? Elapsed => Count < 2 ? null : Stopwatch.GetElapsedTime(_first, _last);

    /// <summary>The mean time from one chunk to the next; unset for fewer than two.</summary>
    public TimeSpan? PerChunk => Elapsed / (Count - 1);

    /// <summary>Gets the time since the previous chunk, of each after the first: the values of the histogram.</summary>
    public Action<TimeSpan>? Interval { get; set; }

    public void OnChunk()
    {
        var now = Stopwatch.GetTimestamp();
        if (Count++ == 0)
        {
            First = DateTime.UtcNow;
            _first = now;
        }
        else
        {
            Interval?.Invoke(Stopwatch.GetElapsedTime(_last, now));
        }

        _last = now;
    }
}
