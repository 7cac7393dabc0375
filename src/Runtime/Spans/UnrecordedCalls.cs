namespace TracedLlm;

/// <summary>
/// The attempts of a request that records no spans, one handle for all of them: they are counted, and how the last one went
/// decides what the next one is.
/// </summary>
/// <param name="log">The attempts.</param>
/// <param name="isSend">Whether it is the handle of a request that a counted attempt has adopted.</param>
internal sealed class UnrecordedCalls(AttemptLog log, bool isSend = false) : SpanOwner(trace: null)
{
    public void OnReturned(Task work) => log.OnReturned(work, isSend);

    public void OnFailed() => log.OnFailed(isSend);
}
