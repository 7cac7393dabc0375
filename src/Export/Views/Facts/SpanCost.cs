namespace TracedLlm.Export;

/// <summary>The cost of a call, in US dollars. A part that is not known is <see langword="null"/>.</summary>
/// <param name="Input">The cost of the input.</param>
/// <param name="Output">The cost of the output.</param>
/// <param name="Total">The whole cost.</param>
internal readonly record struct SpanCost(double? Input, double? Output, double? Total)
{
    /// <summary>Whether any part is known.</summary>
    public bool IsKnown => Input is not null || Output is not null || Total is not null;

    /// <summary>One part.</summary>
    public double? this[CostPart part] => part switch
    {
        CostPart.Input => Input,
        CostPart.Output => Output,
        _ => Total,
    };
}
