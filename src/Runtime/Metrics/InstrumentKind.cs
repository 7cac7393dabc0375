namespace TracedLlm.Metrics;

/// <summary>The kind of an instrument.</summary>
internal enum InstrumentKind
{
    /// <summary>A sum that only grows.</summary>
    Counter,

    /// <summary>A sum that grows and shrinks.</summary>
    UpDownCounter,

    /// <summary>A distribution.</summary>
    Histogram,

    /// <summary>A sum that only grows, read when metrics are collected.</summary>
    ObservableCounter,

    /// <summary>A sum that grows and shrinks, read when metrics are collected.</summary>
    ObservableUpDownCounter,
}
