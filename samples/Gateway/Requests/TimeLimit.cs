namespace TracedLlm.Samples.Gateway;

/// <summary>A token that is cancelled with another one, or after a time on a clock. A linked source has a timer of the system's clock only.</summary>
internal sealed class TimeLimit : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _linked;

    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">The other token.</param>
    public TimeLimit(TimeProvider time, CancellationToken cancellationToken)
    {
        _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _linked = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Begins the time, or begins it again.</summary>
    public void Start(TimeSpan limit) => _source.CancelAfter(limit);

    /// <summary>Ends the time before its end.</summary>
    public void Stop() => _source.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _linked.Dispose();
        _source.Dispose();
    }
}
