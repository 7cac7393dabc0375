namespace TracedLlm.Export;

/// <summary>A backend's form of a span. Without state, so that one serves all threads.</summary>
internal abstract class SpanView
{
    /// <summary>What it is called in settings and logs.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Appends one entry of <c>ScopeSpans.spans</c> (tag, length and <c>Span</c> message of the OTLP protocol 1.x). Allocates
    /// nothing but what <paramref name="buffer"/> needs to grow.
    /// </summary>
    /// <param name="span">The span, which no longer changes.</param>
    /// <param name="buffer">Where the bytes go.</param>
    public abstract void Write(in EndedSpan span, OtlpBuffer buffer);
}
