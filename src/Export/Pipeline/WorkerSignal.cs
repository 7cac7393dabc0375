namespace TracedLlm.Export.Pipeline;

/// <summary>
/// Lets one worker sleep until there is something to do. A thread that gives it work that can wait says how long, and wakes nobody if
/// the worker will be awake by then.
/// </summary>
internal sealed class WorkerSignal : IDisposable
{
    // Guards all fields. A monitor, because its wait has a time: a timer would wake two more threads.
    private readonly object _gate = new();
    private readonly TimeProvider _clock;

    // Tells the time of a clock that is not the system's.
    private readonly ITimer? _timer;
    private long _until = long.MaxValue;
    private bool _isSet;
    private bool _isWaiting;

    public WorkerSignal(TimeProvider clock)
    {
        _clock = clock;
        if (clock != TimeProvider.System)
        {
            _timer = clock.CreateTimer(static signal => ((WorkerSignal)signal!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Ends the current wait, or the next one if the worker does not wait.</summary>
    public void Set()
    {
        if (Volatile.Read(ref _isSet))
        {
            return;
        }

        lock (_gate)
        {
            Volatile.Write(ref _isSet, true);
            Wake();
        }
    }

    /// <summary>Ends the current wait, or the next one, after <paramref name="time"/> at the latest.</summary>
    public void SetWithin(TimeSpan time)
    {
        var until = Add(time);
        if (Volatile.Read(ref _until) <= until)
        {
            return;
        }

        lock (_gate)
        {
            if (until < _until)
            {
                Volatile.Write(ref _until, until);
                Wake();
            }
        }
    }

    /// <summary>Waits for <see cref="Set"/>, at most for <paramref name="time"/>. Only one worker may wait.</summary>
    public void Wait(TimeSpan? time)
    {
        lock (_gate)
        {
            if (time is { } most)
            {
                Volatile.Write(ref _until, Math.Min(_until, Add(most)));
            }

            while (!_isSet && GetTimeLeft() is var left && left != TimeSpan.Zero)
            {
                _isWaiting = true;
                Sleep(left);
                _isWaiting = false;
            }

            Volatile.Write(ref _isSet, false);
            Volatile.Write(ref _until, long.MaxValue);
        }
    }

    public void Dispose() => _timer?.Dispose();

    // Under the lock.
    private void Wake()
    {
        if (_isWaiting)
        {
            Monitor.Pulse(_gate);
        }
    }

    private void Look()
    {
        lock (_gate)
        {
            Wake();
        }
    }

    // Under the lock. A timer that fires at once finds a worker that is about to sleep, because the worker has the lock.
    private void Sleep(TimeSpan left)
    {
        if (_timer is not null)
        {
            _timer.Change(left, Timeout.InfiniteTimeSpan);
            Monitor.Wait(_gate);
        }
        else if (left == Timeout.InfiniteTimeSpan)
        {
            Monitor.Wait(_gate);
        }
        else
        {
            // Rounded up: a wait that is too short by a part of a millisecond would be followed by another one.
            Monitor.Wait(_gate, (int)Math.Min(Math.Ceiling(left.TotalMilliseconds), int.MaxValue));
        }
    }

    // Under the lock. Zero if the time has come.
    private TimeSpan GetTimeLeft()
    {
        if (_until == long.MaxValue)
        {
            return Timeout.InfiniteTimeSpan;
        }

        var left = _clock.GetElapsedTime(_clock.GetTimestamp(), _until);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private long Add(TimeSpan time) => _clock.GetTimestamp() + (long)(time.Ticks * ((double)_clock.TimestampFrequency / TimeSpan.TicksPerSecond));
}
