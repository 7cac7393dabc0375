namespace TracedLlm.Analyzers.Flow;

/// <summary>How a place gives a local its value.</summary>
internal enum LocalWriteKind
{
    /// <summary>The local is declared with the value.</summary>
    Initializer,

    /// <summary>A pattern declares the local.</summary>
    Pattern,

    /// <summary>A call sets the local.</summary>
    Out,
}
