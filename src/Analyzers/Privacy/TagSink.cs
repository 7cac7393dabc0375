namespace TracedLlm.Analyzers.Privacy;

/// <summary>Where a value is written.</summary>
internal enum TagSink
{
    /// <summary>An attribute of a span.</summary>
    SpanAttribute,

    /// <summary>A span's name.</summary>
    SpanName,

    /// <summary>An attribute of a measurement.</summary>
    MetricAttribute,
}
