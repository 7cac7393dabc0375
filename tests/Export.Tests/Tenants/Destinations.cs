namespace TracedLlm.Export.Tests.Tenants;

/// <summary>A gateway's own source of destinations.</summary>
internal sealed class Destinations(Func<LlmTrace, IReadOnlyList<TraceDestination>> find) : ITraceDestinations
{
    public int Asked { get; private set; }

    public IReadOnlyList<TraceDestination> Configured { get; init; } = [];

    /// <summary>Destinations by team.</summary>
    /// <param name="teams">Each with its destinations.</param>
    public static Destinations OfTeams(params (string Team, string Callback, string Vars)[] teams) => new(trace =>
    [
        .. teams.Where(team => team.Team == trace.Caller.TeamId).Select(team => new TraceDestination(team.Callback, Vars.Parse(team.Vars))),
    ]);

    public IReadOnlyList<TraceDestination> Find(LlmTrace trace)
    {
        Asked++;
        return find(trace);
    }
}
