namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>What a test in the code asks.</summary>
internal enum TestKind
{
    /// <summary>Something that the model does not understand.</summary>
    Other,

    /// <summary>Whether a value is there.</summary>
    IsPresent,

    /// <summary>Whether a value is true.</summary>
    IsTrue,

    /// <summary>Whether a value equals a constant.</summary>
    Equals,

    /// <summary>Whether a text starts with a constant.</summary>
    StartsWith,

    /// <summary>Whether a text ends with a constant.</summary>
    EndsWith,

    /// <summary>Whether a text contains a constant.</summary>
    Contains,

    /// <summary>Whether a call on an object runs the method of one type, of the types that the test names.</summary>
    Runs,
}
