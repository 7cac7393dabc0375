namespace TracedLlm.Export.Spool;

/// <summary>The state of a record that was read.</summary>
internal enum SpoolReadingState
{
    /// <summary>A reader has it and has neither acknowledged nor released it.</summary>
    Out,

    /// <summary>Its reader has released it: it is read again.</summary>
    Released,

    /// <summary>Its reader has acknowledged it.</summary>
    Done,
}
