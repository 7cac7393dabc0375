using TracedLlm.Export.Delivery;
using TracedLlm.Export.Views;

namespace TracedLlm.Export.Pipeline;

/// <summary>The destinations of the spans of a request, grouped by view, so that a span is encoded once for each view. Immutable.</summary>
internal sealed class SpanRoute
{
    /// <summary>The route of spans whose destinations could not be determined. They are dropped and counted.</summary>
    public static readonly SpanRoute Unresolved = new([]);

    private readonly ViewGroup[] _groups;

    public SpanRoute(IEnumerable<Destination> destinations)
    {
        Destinations = [.. destinations];
        _groups = [.. Destinations.Index().GroupBy(stop => stop.Item.Endpoint.View).Select(group => new ViewGroup(group.Key, [.. group]))];
    }

    public Destination[] Destinations { get; }

    public ReadOnlySpan<ViewGroup> Groups => _groups;

    /// <summary>Whether all destinations belong to <paramref name="backend"/>.</summary>
    public bool IsOnly(BackendDelivery backend) => Array.TrueForAll(Destinations, destination => destination.Backend == backend);

    /// <summary>The destinations of one view, with their indexes in <see cref="SpanRoute.Destinations"/>.</summary>
    internal sealed record ViewGroup(SpanView View, (int Index, Destination Item)[] Destinations);
}
