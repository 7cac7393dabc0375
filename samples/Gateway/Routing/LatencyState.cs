namespace TracedLlm.Samples.Gateway;

/// <summary>What is known of a deployment's latency, in the order in which requests prefer it.</summary>
internal enum LatencyState
{
    /// <summary>Nothing, and no request finds it out at the moment.</summary>
    Untried,

    /// <summary>The average of its last answers.</summary>
    Known,

    /// <summary>Nothing yet: its first answer is awaited.</summary>
    Awaited,

    /// <summary>It failed a moment ago.</summary>
    Failed,
}
