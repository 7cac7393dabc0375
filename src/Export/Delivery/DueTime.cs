namespace TracedLlm.Export.Delivery;

/// <summary>Timestamps of a clock, the times until them, and waits that it bounds.</summary>
internal static class DueTime
{
    /// <summary>The timestamp <paramref name="delay"/> after <paramref name="timestamp"/>.</summary>
    public static long AddTo(this TimeProvider clock, long timestamp, TimeSpan delay) =>
        timestamp + (long)(delay.TotalSeconds * clock.TimestampFrequency);

    /// <summary>The time from <paramref name="now"/> to <paramref name="timestamp"/>; <see langword="null"/> if it has passed.</summary>
    public static TimeSpan? GetTimeLeft(this TimeProvider clock, long now, long timestamp) =>
        timestamp > now ? clock.GetElapsedTime(now, timestamp) : null;

    /// <summary>What is left of <paramref name="delay"/>, which began at <paramref name="start"/>; <see langword="null"/> if it has passed.</summary>
    public static TimeSpan? GetTimeLeft(this TimeProvider clock, long now, long start, TimeSpan delay) =>
        delay - clock.GetElapsedTime(start, now) is { Ticks: > 0 } left ? left : null;

    /// <summary>Blocks the thread until a task has ended; <see langword="false"/> if that takes longer than <paramref name="timeout"/>.</summary>
    public static bool Wait(this TimeProvider clock, Task task, TimeSpan timeout)
    {
        // A timer's callback needs a thread of the pool, which may be busy when a program ends.
        if (clock == TimeProvider.System)
        {
            return task.Wait(timeout);
        }

        using var patience = new CancellationTokenSource(timeout, clock);
        try
        {
            task.Wait(patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The shorter of two times; a time that is <see langword="null"/> never comes.</summary>
    public static TimeSpan? Sooner(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other ?? one : one;
}
