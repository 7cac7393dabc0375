namespace TracedLlm.Export;

/// <summary>Where the spans of a request go, by the view that they are encoded for. Never changed.</summary>
internal sealed class SpanRoute
{
    private readonly Leg[] _legs;

    public SpanRoute(IEnumerable<Destination> destinations)
    {
        Destinations = [.. destinations];
        _legs = [.. Destinations.GroupBy(destination => destination.Endpoint.View).Select(group => new Leg(group.Key, [.. group]))];
    }

    public Destination[] Destinations { get; }

    public ReadOnlySpan<Leg> Legs => _legs;

    /// <summary>The destinations of one view.</summary>
    internal sealed record Leg(SpanView View, Destination[] Destinations);
}
