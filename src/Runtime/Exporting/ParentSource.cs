namespace TracedLlm.Exporting;

/// <summary>Who named the parent of a request's root.</summary>
internal enum ParentSource
{
    /// <summary>Nobody: the root begins a trace.</summary>
    None,

    /// <summary>The request's metadata, which knows the trace at the backend.</summary>
    Metadata,

    /// <summary>The gateway, from the caller's credentials.</summary>
    Caller,

    /// <summary>An activity of this process.</summary>
    Ambient,

    /// <summary>The header <c>traceparent</c>.</summary>
    Header,
}
