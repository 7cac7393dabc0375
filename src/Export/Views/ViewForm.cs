namespace TracedLlm.Export;

/// <summary>How a view says an attribute.</summary>
internal enum ViewForm
{
    /// <summary>By another name, with the same value.</summary>
    Same,

    /// <summary>By another name, as text: lists as JSON.</summary>
    Text,

    /// <summary>As metadata of the trace, by the name given there; of a trace that others own as the span's own.</summary>
    TraceMetadata,

    /// <summary>Together with others, by code.</summary>
    Made,

    /// <summary>As a member of the JSON that the backend keeps metadata in.</summary>
    Member,

    /// <summary>Not at all.</summary>
    Dropped,
}
