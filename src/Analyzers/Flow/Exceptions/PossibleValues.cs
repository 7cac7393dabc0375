namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>The values that an expression can have while an exception is handled.</summary>
[Flags]
internal enum PossibleValues
{
    None = 0,

    /// <summary>The exception itself.</summary>
    Exception = 1,

    Null = 2,

    True = 4,

    False = 8,

    /// <summary>Any other value.</summary>
    Other = 16,

    /// <summary>The value was computed from the exception.</summary>
    Dependent = 32,

    Either = True | False,

    Unknown = Null | True | False | Other,

    /// <summary>The bits that show a use of the exception.</summary>
    About = Exception | Dependent,
}
