using TracedLlm.Export;

namespace TracedLlm.Samples.Gateway;

/// <summary>Where the traces of a caller go besides the gateway's own backends: what its key says, and else its team.</summary>
internal sealed class CallerDestinations(GatewayConfiguration configuration) : ITraceDestinations
{
    private readonly Dictionary<string, IReadOnlyList<TraceDestination>> _byKey = configuration.Keys.ToDictionary(
        key => key.Hash,
        key => Together(key.Destinations, key.TeamId is { } team ? configuration.TeamDestinations.GetValueOrDefault(team, []) : []));

    /// <summary>Whether any caller has destinations of its own.</summary>
    public static bool AreIn(GatewayConfiguration configuration) =>
        configuration.TeamDestinations.Count > 0 || configuration.Keys.Any(key => key.Destinations.Count > 0);

    public IReadOnlyList<TraceDestination> Find(LlmTrace trace) =>
        trace.Caller.KeyHash is { } hash ? _byKey.GetValueOrDefault(hash, []) : [];

    // Of a callback that both name, the key's own is meant.
    private static IReadOnlyList<TraceDestination> Together(IReadOnlyList<TraceDestination> key, IReadOnlyList<TraceDestination> team) =>
        [.. key, .. team.Where(destination => key.All(own => own.Callback != destination.Callback))];
}
