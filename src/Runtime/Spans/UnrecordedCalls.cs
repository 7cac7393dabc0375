namespace TracedLlm;

/// <summary>
/// The attempts of a request that records no spans, one handle for all of them: they are counted, and how the last one went
/// decides what the next one is.
/// </summary>
internal sealed class UnrecordedCalls(AttemptLog log) : SpanOwner(trace: null)
{
    public void OnReturned(Task work) => log.OnReturned(work);

    public void OnFailed() => log.OnFailed();
}
