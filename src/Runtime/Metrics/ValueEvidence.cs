namespace TracedLlm.Metrics;

/// <summary>What speaks for a value that a caller chose, such as the name of a model.</summary>
internal enum ValueEvidence
{
    /// <summary>The gateway refused the request, or did nothing with it yet.</summary>
    Refused,

    /// <summary>The gateway tried to serve the request.</summary>
    Tried,

    /// <summary>A provider answered, or the cache.</summary>
    Answered,
}
