namespace TracedLlm.Export.Tests.Spool;

/// <summary>What can happen to the files of a spool.</summary>
public enum SpoolHarmKind
{
    /// <summary>One bit is wrong.</summary>
    Bit,

    /// <summary>The length in a record's header is wrong.</summary>
    RecordLength,

    /// <summary>A range is zeros.</summary>
    Zeros,

    /// <summary>A range is missing, and what follows comes earlier.</summary>
    Cut,

    /// <summary>Bytes that are no record stand in the middle.</summary>
    Insertion,

    /// <summary>The end is missing.</summary>
    Truncation,

    /// <summary>Bytes that are no record stand at the end.</summary>
    Garbage,

    /// <summary>A range of the file stands at its end once more.</summary>
    Repetition,

    /// <summary>The file is missing.</summary>
    Removal,

    /// <summary>The file is there twice.</summary>
    Copy,

    /// <summary>The file has another place in the order of the names.</summary>
    Reordering,

    /// <summary>The lock of the folder is missing.</summary>
    Lock,
}
