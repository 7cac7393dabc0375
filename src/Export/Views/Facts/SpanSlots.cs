using System.Runtime.CompilerServices;

namespace TracedLlm.Export;

/// <summary>
/// The values of one span that are needed after all of its attributes are known. The first slots belong to <see cref="SpanFact"/>, the
/// others to the rows of a view's table, in the table's order.
/// </summary>
[InlineArray(Count)]
internal struct SpanSlots
{
    /// <summary>How many values a span has room for: the largest table, Langfuse's, takes 55. Each slot costs eight bytes to clear per span.</summary>
    public const int Count = 64;

    private object? _value;
}
