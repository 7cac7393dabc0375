namespace TracedLlm.Samples.Gateway;

/// <summary>
/// The outcome of the last call of a request. It is kept until a next call has its place, because it is what the caller gets if no
/// deployment takes the request.
/// </summary>
internal sealed class LastOutcome : IDisposable
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

    /// <summary>Gives the outcome up, because a next call has its place.</summary>
    public void GiveUp()
    {
        Value?.Dispose();
        Value = null;
    }

    public void Dispose() => GiveUp();
}
