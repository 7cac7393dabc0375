namespace TracedLlm.Samples.Gateway;

/// <summary>
/// The outcome of the last call of a request. It is kept until a next call has its place, because it is what the caller gets if no
/// deployment takes the request.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class LastOutcome(TimeProvider time) : IAsyncDisposable
{
    /// <summary><see langword="null"/> before the end of the first call, and while a call runs.</summary>
    public CallOutcome? Value { get; set; }

    /// <summary>The outcome, whose owner is the caller from now on; <see langword="null"/> if no call was made.</summary>
    public CallOutcome? Take()
    {
        var outcome = Value;
        Value = null;
        return outcome;
    }

    /// <summary>The result of <paramref name="next"/>, the wait for a next call. If it does not end at once, the provider's call ends meanwhile.</summary>
    public async Task<T> KeepDuringAsync<T>(Task<T> next)
    {
        if (!next.IsCompleted && Value is { } outcome)
        {
            // The wait ends when the caller leaves.
            await outcome.KeepAsync(next, time, CancellationToken.None);
        }

        return await next;
    }

    /// <summary>Gives the outcome up, because a next call has its place. The provider's call has ended then.</summary>
    public async ValueTask GiveUpAsync()
    {
        if (Take() is { } outcome)
        {
            await outcome.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => GiveUpAsync();
}
