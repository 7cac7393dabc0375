namespace TracedLlm.Export.Spool;

/// <summary>Why spans were taken from the spool without having been sent.</summary>
internal enum SpoolDropReason
{
    /// <summary>They were older than the maximum age.</summary>
    Expired,

    /// <summary>They were the oldest when newer spans needed the room.</summary>
    QueueFull,

    /// <summary>Their bytes had changed since they were written, or their file was removed.</summary>
    Damaged,
}
