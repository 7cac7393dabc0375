namespace TracedLlm.Samples.Gateway;

/// <summary>
/// LiteLLM's <c>latency-based-routing</c>: one of the deployments whose answers began soonest, on average of the last ones. A deployment that
/// has not answered yet comes first for one request, so that its latency becomes known; a deployment that failed a moment ago comes last.
/// </summary>
internal sealed class LowestLatency(Latencies latencies, GatewayConfiguration configuration, Random random) : IRoutingStrategy
{
    public string Name => RoutingStrategies.LowestLatency;

    public (IReadOnlyList<Deployment> Ranking, string Reason) Rank(IReadOnlyList<Deployment> deployments, uint turn, LlmRequest request)
    {
        var isStreaming = request.IsStreaming is true;
        var ranking = SimpleShuffle.InTurn(deployments, turn)
            .Select(deployment => (Deployment: deployment, Latency: latencies.Find(deployment, isStreaming)))
            .OrderBy(entry => entry.Latency.State).ThenBy(entry => entry.Latency.Average)
            .ToList();

        // Those that are nearly as fast as the fastest share the requests. A TimeSpan would be too short for a large buffer.
        var (state, lowest) = ranking[0].Latency;
        var highest = lowest.Ticks * (1 + configuration.Routing.LatencyBuffer);
        var chosen = random.Next(ranking.TakeWhile(entry => entry.Latency.State == state && entry.Latency.Average.Ticks <= highest).Count());
        return ([ranking[chosen].Deployment, .. ranking.Where((_, index) => index != chosen).Select(entry => entry.Deployment)], RoutingReasons.LowestLatency);
    }
}
