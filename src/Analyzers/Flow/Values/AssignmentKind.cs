namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>How an operation gives a value to a local.</summary>
internal enum AssignmentKind
{
    /// <summary>The local has the value.</summary>
    Value,

    /// <summary>The local has the value if it had none: <c>??=</c>.</summary>
    IfMissing,

    /// <summary>The local has an element of the value.</summary>
    Element,

    /// <summary>The local has the name of an element of the value.</summary>
    ElementName,

    /// <summary>A call gives the value through an argument.</summary>
    Out,

    /// <summary>A pattern declares the local for the value or a part of it.</summary>
    Pattern,

    /// <summary>The local has a part of the value, a tuple or a record.</summary>
    Part,
}
