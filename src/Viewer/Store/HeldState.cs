namespace TracedLlm.Viewer.Store;

/// <summary>The life of a held trace.</summary>
internal enum HeldState
{
    /// <summary>Its root has not ended; outside of requests, none of its spans has, or too many traces were shown in that second. It takes memory, and nobody sees it.</summary>
    Open,

    /// <summary>It can be seen. Late spans may still come.</summary>
    Shown,

    /// <summary>It was evicted. Further spans of it are not held.</summary>
    Gone,
}
