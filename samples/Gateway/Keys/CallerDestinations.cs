using TracedLlm.Export;

namespace TracedLlm.Samples.Gateway;

/// <summary>The destinations of a caller's traces besides the gateway's own backends: those of its key and those of its team.</summary>
internal sealed class CallerDestinations(GatewayConfiguration configuration) : ITraceDestinations
{
    private readonly Dictionary<string, IReadOnlyList<TraceDestination>> _byKey = configuration.Keys.ToDictionary(
        key => key.Hash,
        key => Together(key.Destinations, key.TeamId is { } team ? configuration.TeamDestinations.GetValueOrDefault(team, []) : []));

    /// <summary>Whether any caller has destinations of its own.</summary>
    public static bool AreIn(GatewayConfiguration configuration) =>
        configuration.TeamDestinations.Count > 0 || configuration.Keys.Any(key => key.Destinations.Count > 0);

    public IReadOnlyList<TraceDestination> Configured { get; } =
        [.. configuration.Keys.SelectMany(key => key.Destinations), .. configuration.TeamDestinations.Values.SelectMany(destinations => destinations)];

    public IReadOnlyList<TraceDestination> Find(LlmTrace trace) =>
        trace.Caller.KeyHash is { } hash ? _byKey.GetValueOrDefault(hash, []) : [];

    // If key and team name the same service, even by different callbacks, the key's destination counts.
    private static IReadOnlyList<TraceDestination> Together(IReadOnlyList<TraceDestination> key, IReadOnlyList<TraceDestination> team) =>
        [.. key, .. team.Where(destination => key.All(own => own.Service != destination.Service))];
}
