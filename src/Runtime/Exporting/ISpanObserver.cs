namespace TracedLlm.Exporting;

/// <summary>Gets every span of a request when it has ended, on the thread that ended it.</summary>
internal interface ISpanObserver
{
    /// <summary>A span has ended.</summary>
    void OnEnded(in SpanEnding span);
}
