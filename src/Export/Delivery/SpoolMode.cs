namespace TracedLlm.Export.Delivery;

/// <summary>When spans go to the spool.</summary>
internal enum SpoolMode
{
    /// <summary>When their backend does not take them, or takes them slowly, and when memory for them runs short.</summary>
    WhenNeeded,

    /// <summary>Before they are sent.</summary>
    Always,
}
