namespace TracedLlm.Analyzers.Privacy;

/// <summary>The targets of a written value. A collection may be passed to a span and to a measurement.</summary>
[Flags]
internal enum TagSink
{
    /// <summary>Nothing that is exported.</summary>
    None = 0,

    /// <summary>An attribute of a span.</summary>
    SpanAttribute = 1,

    /// <summary>A span's name.</summary>
    SpanName = 2,

    /// <summary>An attribute of a measurement.</summary>
    MetricAttribute = 4,
}
