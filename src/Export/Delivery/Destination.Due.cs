namespace TracedLlm.Export;

/// <content>When something is to be sent.</content>
internal sealed partial class Destination
{
    // Under the lock. All but the last one are full.
    private int DueBatches(long now)
    {
        if (_queue.Last?.Value is not { } last)
        {
            _isHurried = false;
            return 0;
        }

        var isLastDue = _isHurried
            || _context.IsFlushing
            || last.WasSent
            || last.Spans >= _context.Settings.MaxBatchSpans
            || last.Bytes >= _context.Settings.MaxBatchBytes
            || _context.Clock.GetElapsedTime(last.CreatedAt, now) >= _delay;
        return isLastDue ? _queue.Count : _queue.Count - 1;
    }

    // Under the lock. What is due and not started yet waits for a sender that ends, which wakes the worker.
    private TimeSpan? NextDue(long now)
    {
        TimeSpan? next = null;
        if (_queue is { First.Value: { } first, Last.Value: { } last })
        {
            if (DueBatches(now) < _queue.Count)
            {
                Consider(last.CreatedAt, _delay);
            }

            Consider(first.CreatedAt, _context.Settings.MaxSpanAge);
        }

        if (_queue.Count > 0 || HasUnread)
        {
            Consider(_notBefore, TimeSpan.Zero);
            Consider(_diskNotBefore, TimeSpan.Zero);
        }

        return next;

        void Consider(long since, TimeSpan delay)
        {
            var left = since == long.MinValue ? TimeSpan.Zero : delay - _context.Clock.GetElapsedTime(since, now);
            if (left > TimeSpan.Zero && !(left > next))
            {
                next = left;
            }
        }
    }

    private long Timestamp(long now, TimeSpan delay) => now + (long)(delay.TotalSeconds * _context.Clock.TimestampFrequency);
}
