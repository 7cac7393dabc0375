namespace TracedLlm.Export.Delivery;

/// <summary>
/// The spans of one destination that were written before they are sent: several small records make one request, so they wait for
/// others like spans in memory do. Records that have waited already, of this process or of another one, are due at once. Safe for
/// concurrent use.
/// </summary>
/// <param name="settings">The size and the delay of a batch.</param>
/// <param name="maxBytes">How many bytes one request takes.</param>
/// <param name="isBacklog">Whether there are records already.</param>
internal sealed class UnreadRecords(DeliverySettings settings, int maxBytes, bool isBacklog)
{
    // Guards all fields. Nobody waits for the disk under it.
    private readonly Lock _gate = new();
    private bool _isBacklog = isBacklog;
    private long _since;
    private long _spans;
    private long _bytes;
    private int _writing;

    /// <summary>A record is about to be written.</summary>
    public void BeginWrite(int spans, int bytes)
    {
        lock (_gate)
        {
            if (_spans == 0)
            {
                _since = settings.Clock.GetTimestamp();
            }

            _writing++;
            _spans += spans;
            _bytes += bytes;
        }
    }

    /// <summary>The record was written, or not.</summary>
    public void EndWrite(int spans, int bytes, bool isWritten)
    {
        lock (_gate)
        {
            _writing--;
            if (!isWritten)
            {
                Remove(spans, bytes);
            }
        }
    }

    /// <summary>Records were read.</summary>
    public void CountRead(int spans, int bytes)
    {
        lock (_gate)
        {
            Remove(spans, bytes);
        }
    }

    /// <summary>The records that there are do not wait for others.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            _isBacklog = true;
        }
    }

    /// <summary>There was no record left to read, a moment ago.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            if (_writing == 0)
            {
                (_isBacklog, _spans, _bytes) = (false, 0, 0);
            }
        }
    }

    /// <summary>How many requests the records are enough for at <paramref name="now"/>, at most <paramref name="most"/>.</summary>
    public int CountDue(long now, int most)
    {
        lock (_gate)
        {
            // Without spans there is a record that the account does not know of.
            if (_isBacklog || _spans == 0)
            {
                return most;
            }

            var whole = Math.Max(_spans / settings.MaxBatchSpans, _bytes / maxBytes);
            var isOld = settings.Clock.GetElapsedTime(_since, now) >= settings.BatchDelay;
            return (int)Math.Min(most, Math.Max(whole, isOld ? 1 : 0));
        }
    }

    /// <summary>The time until the records are due; <see langword="null"/> if they are.</summary>
    public TimeSpan? GetTimeToDue(long now)
    {
        lock (_gate)
        {
            return _isBacklog || _spans == 0 ? null : settings.Clock.GetTimeLeft(now, _since, settings.BatchDelay);
        }
    }

    private void Remove(int spans, int bytes)
    {
        _spans = Math.Max(0, _spans - spans);
        _bytes = Math.Max(0, _bytes - bytes);
    }
}
