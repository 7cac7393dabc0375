namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>The value of a condition as far as the code shows it.</summary>
internal enum TriState
{
    /// <summary>The condition can be true or false.</summary>
    Unknown,

    True,

    False,
}
