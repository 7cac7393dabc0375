using System.Diagnostics;

namespace TracedLlm.Export;

/// <summary>A span on its way from the request's thread to the worker.</summary>
/// <param name="Activity">The span.</param>
/// <param name="Request">What is known of its request.</param>
/// <param name="Route">Where it goes.</param>
/// <param name="Size">How many bytes it is reckoned to have.</param>
internal readonly record struct QueuedSpan(Activity Activity, RequestSnapshot? Request, SpanRoute Route, int Size)
{
    // A bit for each of the first destinations that it does not go to. Nobody has more than these.
    private const int Bits = 64;

    private ulong Excluded { get; init; }

    /// <summary>The same span, which does not go to the destination at <paramref name="index"/>; unchanged where that cannot be said.</summary>
    public QueuedSpan Exclude(int index) => index < Bits ? this with { Excluded = Excluded | (1UL << index) } : this;

    /// <summary>Whether it goes to the destination at <paramref name="index"/> of its route.</summary>
    public bool GoesTo(int index) =>
        index < Bits ? (Excluded & (1UL << index)) == 0 : Route.Destinations[index].Samples(Activity.TraceId);
}
