namespace TracedLlm.Export.Tests.Spool;

/// <summary>The operations on a spool.</summary>
public enum SpoolStepKind
{
    Append,
    Read,
    Acknowledge,
    Release,

    /// <summary>The process is killed, and another opens the spool.</summary>
    Kill,

    /// <summary>The same, and a part of a batch stands at the end of a file.</summary>
    KillWhileAppending,

    /// <summary>The process ends as it should, and another opens the spool.</summary>
    Restart,
}
