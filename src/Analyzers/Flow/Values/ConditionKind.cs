namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>How a condition is made.</summary>
internal enum ConditionKind
{
    Always,
    Never,

    /// <summary>One test.</summary>
    Test,

    Not,
    And,
    Or,
}
