namespace TracedLlm.Attempts;

/// <summary>How an attempt goes, as far as it is known.</summary>
internal enum AttemptState
{
    /// <summary>It waits for an answer.</summary>
    Open,

    /// <summary>The provider has answered without an error so far, or its answer is no longer needed.</summary>
    Answered,

    /// <summary>It has failed.</summary>
    Failed,
}
