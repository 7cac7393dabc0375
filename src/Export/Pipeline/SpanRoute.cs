namespace TracedLlm.Export;

/// <summary>Where the spans of a request go, by the view that they are encoded for. Never changed.</summary>
internal sealed class SpanRoute
{
    /// <summary>It could not be told where spans go.</summary>
    public static readonly SpanRoute Nowhere = new([]);

    private readonly Leg[] _legs;

    public SpanRoute(IEnumerable<Destination> destinations)
    {
        Destinations = [.. destinations];
        _legs = [.. Destinations.Index().GroupBy(stop => stop.Item.Endpoint.View).Select(group => new Leg(group.Key, [.. group]))];
    }

    public Destination[] Destinations { get; }

    public ReadOnlySpan<Leg> Legs => _legs;

    /// <summary>Whether spans go to that backend and no other.</summary>
    public bool IsOnly(BackendDelivery backend) => Array.TrueForAll(Destinations, destination => destination.Backend == backend);

    /// <summary>The destinations of one view, with their places among <see cref="SpanRoute.Destinations"/>.</summary>
    internal sealed record Leg(SpanView View, (int Index, Destination Item)[] Stops);
}
