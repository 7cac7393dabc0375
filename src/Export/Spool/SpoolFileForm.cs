namespace TracedLlm.Export.Spool;

/// <summary>What the first bytes of a file say of the file.</summary>
internal enum SpoolFileForm
{
    /// <summary>A version that this process reads.</summary>
    Known,

    /// <summary>A version that a later gateway has written.</summary>
    Later,

    /// <summary>The bytes were not written by a spool, or have changed since.</summary>
    Damaged,
}
