namespace TracedLlm.Attempts;

/// <summary>The known state of an attempt.</summary>
internal enum AttemptState
{
    /// <summary>The attempt waits for an answer.</summary>
    Open,

    /// <summary>The provider has answered without an error so far, or the gateway no longer needs the answer.</summary>
    Answered,

    /// <summary>The attempt has failed.</summary>
    Failed,
}
