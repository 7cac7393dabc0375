namespace TracedLlm.Export.Delivery;

/// <summary>Where a batch waits until it is tried again.</summary>
internal enum WaitingPlace
{
    /// <summary>In the queue.</summary>
    Memory,

    /// <summary>In a new record of the spool; in the queue if the spool has no room.</summary>
    NewRecord,

    /// <summary>In the record of the spool that the batch was read from.</summary>
    OldRecord,
}
