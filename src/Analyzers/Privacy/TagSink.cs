namespace TracedLlm.Analyzers.Privacy;

/// <summary>The target of a written value.</summary>
internal enum TagSink
{
    /// <summary>An attribute of a span.</summary>
    SpanAttribute,

    /// <summary>A span's name.</summary>
    SpanName,

    /// <summary>An attribute of a measurement.</summary>
    MetricAttribute,
}
