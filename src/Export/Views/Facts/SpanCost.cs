namespace TracedLlm.Export.Views.Facts;

/// <summary>The cost of a call, in US dollars. A part that is not known is <see langword="null"/>.</summary>
/// <param name="Input">The cost of the input.</param>
/// <param name="CacheRead">The part of <paramref name="Input"/> that was read from the provider's cache.</param>
/// <param name="CacheCreation">The part of <paramref name="Input"/> that was written to the provider's cache.</param>
/// <param name="Output">The cost of the output.</param>
/// <param name="Total">The whole cost.</param>
internal readonly record struct SpanCost(double? Input, double? CacheRead, double? CacheCreation, double? Output, double? Total)
{
    /// <summary>Reads the cost of a <c>litellm_request</c> from the slots that the rows of the cost have filled.</summary>
    public SpanCost(in ViewedSpan span)
        : this(
            span.Amount(SpanSlots.Find(CostPart.Input)),
            span.Amount(SpanSlots.Find(CostPart.CacheRead)),
            span.Amount(SpanSlots.Find(CostPart.CacheCreation)),
            span.Amount(SpanSlots.Find(CostPart.Output)),
            span.Amount(SpanSlots.Find(CostPart.Total)))
    {
    }

    /// <summary>Whether any part is known.</summary>
    public bool IsKnown => Input is not null || Output is not null || Total is not null;

    /// <summary>The cost of the input without what was read from and written to the provider's cache.</summary>
    public double? InputWithoutCache => Input is { } input ? Math.Max(input - (CacheRead ?? 0) - (CacheCreation ?? 0), 0) : null;

    /// <summary>One part.</summary>
    public double? this[CostPart part] => part switch
    {
        CostPart.Input => Input,
        CostPart.CacheRead => CacheRead,
        CostPart.CacheCreation => CacheCreation,
        CostPart.Output => Output,
        _ => Total,
    };
}
