namespace TracedLlm.Analyzers.FailurePath;

/// <summary>What is known of a condition.</summary>
internal enum Truth
{
    /// <summary>It may be either.</summary>
    Unknown,

    True,

    False,
}
