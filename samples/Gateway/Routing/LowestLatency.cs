namespace TracedLlm.Samples.Gateway;

/// <summary>
/// LiteLLM's <c>latency-based-routing</c>: one of the deployments whose answers began soonest, on average of the last ones. A deployment that
/// has not answered yet comes first, so that its latency becomes known.
/// </summary>
internal sealed class LowestLatency(Latencies latencies, GatewayConfiguration configuration, Random random) : IRoutingStrategy
{
    public string Name => RoutingStrategies.LowestLatency;

    public (IReadOnlyList<Deployment> Ranking, string Reason) Rank(IReadOnlyList<Deployment> deployments, uint turn, LlmRequest request)
    {
        var isStreaming = request.IsStreaming is true;
        var known = SimpleShuffle.InTurn(deployments, turn)
            .Select(deployment => (Deployment: deployment, Latency: latencies.FindAverage(deployment, isStreaming) ?? TimeSpan.Zero))
            .OrderBy(entry => entry.Latency)
            .ToList();

        // Those that are nearly as fast as the fastest share the requests.
        var highest = known[0].Latency * (1 + configuration.Routing.LatencyBuffer);
        var chosen = random.Next(known.TakeWhile(entry => entry.Latency <= highest).Count());
        return ([known[chosen].Deployment, .. known.Where((_, index) => index != chosen).Select(entry => entry.Deployment)], RoutingReasons.LowestLatency);
    }
}
