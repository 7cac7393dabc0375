namespace TracedLlm.Exporting;

/// <summary>The source of the parent of a request's root.</summary>
internal enum ParentSource
{
    /// <summary>There is no parent: the root starts a trace.</summary>
    None,

    /// <summary>The request's metadata, which names a trace at the backend.</summary>
    Metadata,

    /// <summary>The gateway, which derives the parent from the caller's credentials.</summary>
    Caller,

    /// <summary>An activity of this process.</summary>
    Ambient,

    /// <summary>The header <c>traceparent</c>.</summary>
    Header,

    /// <summary>The header <c>traceparent</c> of a caller whose <c>baggage</c> says that its spans of this trace go to Langfuse.</summary>
    LangfuseHeader,
}
