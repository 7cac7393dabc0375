namespace TracedLlm.Export;

/// <summary>What is known of the tokens that a call used.</summary>
internal enum UsageState
{
    /// <summary>Nothing: they must not be guessed, nor said to be none.</summary>
    Unknown,

    /// <summary>None were used: the answer came from a cache, or nobody answered.</summary>
    Nothing,

    /// <summary>They were reported.</summary>
    Reported,
}
