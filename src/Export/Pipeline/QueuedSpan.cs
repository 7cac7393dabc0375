using System.Diagnostics;
using TracedLlm.Export.Views;

namespace TracedLlm.Export.Pipeline;

/// <summary>A span in the queue between its request's thread and the worker.</summary>
/// <param name="Activity">The span.</param>
/// <param name="Request">The state of its request that views read.</param>
/// <param name="Route">Where it goes.</param>
/// <param name="Size">The estimated number of bytes when it is encoded.</param>
internal readonly record struct QueuedSpan(Activity Activity, RequestSnapshot? Request, SpanRoute Route, int Size)
{
    // Excluded has one bit for each of the first 64 destinations of the route. No real route has more.
    private const int Bits = 64;

    private ulong Excluded { get; init; }

    /// <summary>
    /// Whether an attribute had a <see cref="ForeignValues">foreign value</see> when the span ended, or may have got one while the span was held.
    /// </summary>
    public bool MayHaveForeignValues { get; init; }

    /// <summary>The same span without the destination at <paramref name="index"/>; unchanged if there is no bit for that index.</summary>
    public QueuedSpan Exclude(int index) => index < Bits ? this with { Excluded = Excluded | (1UL << index) } : this;

    /// <summary>Whether it goes to the destination at <paramref name="index"/> of its route.</summary>
    public bool GoesTo(int index) =>
        index < Bits ? (Excluded & (1UL << index)) == 0 : Request?.Sampling.Includes(Route.Destinations[index].Threshold) != false;
}
