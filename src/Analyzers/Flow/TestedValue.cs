namespace TracedLlm.Analyzers.Flow;

/// <summary>The value of an expression in a method that receives an exception.</summary>
internal enum TestedValue
{
    /// <summary>The value is unknown.</summary>
    Unknown,

    /// <summary>The exception itself.</summary>
    Exception,

    Null,

    True,

    False,
}
