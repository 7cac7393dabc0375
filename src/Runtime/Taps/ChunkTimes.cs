using System.Diagnostics;

namespace TracedLlm.Taps;

/// <summary>
/// The times of a stream's chunks, which are its events. The metrics <c>gen_ai.client.operation.time_to_first_chunk</c> and
/// <c>time_per_output_chunk</c> (semantic conventions, v1.41.1) use them. The event that ends a stream is also a chunk.
/// </summary>
internal sealed class ChunkTimes
{
    private long _first;
    private long _last;

    /// <summary>The number of chunks.</summary>
    public int Count { get; private set; }

    /// <summary>The time of the first chunk, UTC; <see langword="null"/> if there was none.</summary>
    public DateTime? First { get; private set; }

    /// <summary>The time from the first chunk to the last; <see langword="null"/> for fewer than two chunks.</summary>
    public TimeSpan? Elapsed => Count < 2 ? null : Stopwatch.GetElapsedTime(_first, _last);

    /// <summary>The mean time from one chunk to the next; <see langword="null"/> for fewer than two chunks.</summary>
    public TimeSpan? PerChunk => Elapsed / (Count - 1);

    /// <summary>Gets the time since the previous chunk, for each chunk after the first. These are the values of the histogram.</summary>
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
