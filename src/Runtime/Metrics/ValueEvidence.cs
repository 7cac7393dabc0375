namespace TracedLlm.Metrics;

/// <summary>What the gateway did with a value that a caller chose, such as the name of a model.</summary>
internal enum ValueEvidence
{
    /// <summary>The gateway refused the request, or did nothing with it yet.</summary>
    Refused,

    /// <summary>The gateway tried to serve the request, or a fallback answered in place of what was asked for.</summary>
    Tried,

    /// <summary>A provider answered, or the cache.</summary>
    Answered,
}
