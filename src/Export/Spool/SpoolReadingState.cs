namespace TracedLlm.Export.Spool;

/// <summary>What became of a record that was read.</summary>
internal enum SpoolReadingState
{
    /// <summary>Someone has it.</summary>
    Out,

    /// <summary>It came back and is to be read again.</summary>
    Released,

    /// <summary>It is not needed any more.</summary>
    Done,
}
