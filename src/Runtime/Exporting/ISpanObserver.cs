namespace TracedLlm.Exporting;

/// <summary>Receives every span of a request after the span has ended, on the thread that ended it.</summary>
internal interface ISpanObserver
{
    /// <summary>A span has ended.</summary>
    void OnEnded(in SpanEnding span);
}
