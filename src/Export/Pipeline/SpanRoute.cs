using TracedLlm.Export.Delivery;
using TracedLlm.Export.Sampling;
using TracedLlm.Export.Views;

namespace TracedLlm.Export.Pipeline;

/// <summary>The destinations of the spans of a request, grouped by view and sampling ratio, so that a span is encoded once for each group. Immutable.</summary>
internal sealed class SpanRoute
{
    /// <summary>The route of spans whose destinations could not be determined. They are dropped and counted.</summary>
    public static readonly SpanRoute Unresolved = new([]);

    private readonly ViewGroup[] _groups;
    private string[]? _identities;

    public SpanRoute(IEnumerable<Destination> destinations)
    {
        Destinations = [.. destinations];
        _groups = [.. Destinations.Index().GroupBy(stop => (stop.Item.Endpoint.View, stop.Item.Threshold)).Select(group => new ViewGroup(group.Key.View, group.Key.Threshold, [.. group]))];
    }

    public Destination[] Destinations { get; }

    /// <summary>The identities of the destinations' endpoints.</summary>
    public IReadOnlyList<string> Identities => _identities ??= Array.ConvertAll(Destinations, static destination => destination.Endpoint.Identity);

    public ReadOnlySpan<ViewGroup> Groups => _groups;

    /// <summary>Whether all destinations belong to <paramref name="backend"/>.</summary>
    public bool IsOnly(BackendDelivery backend) => Array.TrueForAll(Destinations, destination => destination.Backend == backend);

    /// <summary>Whether the operator's own destinations receive no span of this route, because those of a tenant or a request replace them.</summary>
    public bool IsKeptFromOperator => Destinations.Length > 0 && !Array.Exists(Destinations, destination => destination.IsPinned);

    /// <summary>Whether no destination receives the spans of a request with this decision.</summary>
    public bool IsSampledOut(in TraceDecision sampling)
    {
        foreach (var group in _groups)
        {
            if (sampling.Includes(group.Threshold))
            {
                return false;
            }
        }

        return _groups.Length > 0;
    }

    /// <summary>The destinations of one view and one part of all traces, which spans state, with their indexes in <see cref="SpanRoute.Destinations"/>.</summary>
    internal sealed record ViewGroup(SpanView View, SamplingThreshold Threshold, (int Index, Destination Item)[] Destinations);
}
