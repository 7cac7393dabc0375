namespace TracedLlm.Export;

/// <summary>Where the spans of a request go, by the view that they are encoded for. Never changed.</summary>
internal sealed class SpanRoute
{
    /// <summary>It could not be told where spans go.</summary>
    public static readonly SpanRoute Unresolved = new([]);

    private readonly ViewGroup[] _groups;

    public SpanRoute(IEnumerable<Destination> destinations)
    {
        Destinations = [.. destinations];
        _groups = [.. Destinations.Index().GroupBy(stop => stop.Item.Endpoint.View).Select(group => new ViewGroup(group.Key, [.. group]))];
    }

    public Destination[] Destinations { get; }

    public ReadOnlySpan<ViewGroup> Groups => _groups;

    /// <summary>Whether spans go to that backend and no other.</summary>
    public bool IsOnly(BackendDelivery backend) => Array.TrueForAll(Destinations, destination => destination.Backend == backend);

    /// <summary>The destinations of one view, with their places among <see cref="SpanRoute.Destinations"/>.</summary>
    internal sealed record ViewGroup(SpanView View, (int Index, Destination Item)[] Destinations);
}
