namespace TracedLlm.Lookahead;

/// <summary>Is called when the body of a request breaks off while the handler reads it.</summary>
internal interface IBodyObserver
{
    /// <summary>Reading the body has failed.</summary>
    /// <param name="exception">The exception that the handler gets.</param>
    void OnBodyBroken(Exception exception);
}
