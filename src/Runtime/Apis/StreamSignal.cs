namespace TracedLlm.Apis;

/// <summary>What an event says about its stream.</summary>
internal enum StreamSignal
{
    /// <summary>The stream goes on.</summary>
    None,

    /// <summary>It is the last event of an answer.</summary>
    Last,

    /// <summary>It reports an error, which ends the answer.</summary>
    Error,
}
