namespace TracedLlm.Testing.Waiting;

/// <summary>A timer of a <see cref="TestClock"/>.</summary>
public sealed class StartedTimer : ITimer
{
    private readonly TestClock _clock;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private ITimer _timer = null!;
    private bool _repeats;

    internal StartedTimer(TestClock clock, TimerCallback callback, object? state) => (_clock, _callback, _state) = (clock, callback, state);

    /// <summary>The time with which it was started last.</summary>
    public TimeSpan Due { get; private set; }

    /// <summary>Lets it fire although its time has not passed.</summary>
    public void Fire() => _timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);

    /// <summary>Takes it from the clock: it is late, as on a busy machine, until the code under test ends it.</summary>
    public void HoldBack()
    {
        _clock.SetEnded(this, hasEnded: true);
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        var isStart = dueTime >= TimeSpan.Zero;
        _clock.SetEnded(this, !isStart);
        (Due, _repeats) = (dueTime, period > TimeSpan.Zero);
        var isChanged = _timer.Change(isStart && !_repeats && dueTime < _clock.FiresAtOnceBelow ? TimeSpan.Zero : dueTime, period);
        if (isStart)
        {
            // Now, so that a test that waited for the start finds a timer that its clock moves.
            _clock.OnStarted(this);
        }

        return isChanged;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _clock.SetEnded(this, hasEnded: true);
        _timer.Dispose();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    // Guarded by the clock's lock.
    internal bool HasEnded { get; set; }

    internal void Attach(ITimer timer) => _timer = timer;

    internal void Invoke()
    {
        if (!_repeats)
        {
            _clock.SetEnded(this, hasEnded: true);
        }

        _callback(_state);
    }
}
