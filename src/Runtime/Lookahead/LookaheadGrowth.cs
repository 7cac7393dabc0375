namespace TracedLlm.Lookahead;

/// <summary>How large the next array of a body is. Each array that a body has outgrown stays in the pool, so that there are few.</summary>
internal static class LookaheadGrowth
{
    /// <summary>The most bytes rented for a body because of its <c>Content-Length</c>, before any of its bytes have arrived.</summary>
    private const int FirstRent = 64 * 1024;

    private const int Factor = 8;

    /// <summary>Computes the capacity for a body.</summary>
    /// <param name="needed">How many bytes have arrived.</param>
    /// <param name="expected">The <c>Content-Length</c>; <see langword="null"/> if it is not known.</param>
    /// <param name="unknown">The capacity for a body whose length is not known.</param>
    /// <param name="most">The most bytes that are kept.</param>
    /// <remarks>
    /// If the length is known, it is divided by 1, 8, 64 and so on: a caller that states a length and sends little holds at most
    /// <see cref="FirstRent"/>, or eight times what has arrived.
    /// </remarks>
    public static int FindCapacity(int needed, long? expected, long unknown, int most)
    {
        if (expected is not { } whole || whole < needed)
        {
            // A body that may still be small takes no large memory.
            return (int)Math.Clamp(needed > LookaheadBudget.SmallBody ? unknown : Math.Min(unknown, LookaheadBudget.SmallBody), needed, most);
        }

        var capacity = Math.Min(whole, most);
        while (capacity > FirstRent && capacity / Factor >= needed)
        {
            capacity /= Factor;
        }

        return (int)(needed <= FirstRent ? Math.Min(capacity, FirstRent) : capacity);
    }
}
