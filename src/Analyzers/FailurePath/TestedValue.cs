namespace TracedLlm.Analyzers.FailurePath;

/// <summary>What is known of a value in a method that an exception is given to.</summary>
internal enum TestedValue
{
    /// <summary>It may be anything.</summary>
    Unknown,

    /// <summary>The exception itself.</summary>
    Exception,

    Null,

    True,

    False,
}
