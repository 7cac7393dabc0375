namespace TracedLlm.Samples.Gateway;

/// <summary>LiteLLM's <c>least-busy</c>: the deployment with the fewest calls in progress. Those with equally many take turns.</summary>
internal sealed class LeastBusy(OpenCalls calls) : IRoutingStrategy
{
    public string Name => RoutingStrategies.LeastBusy;

    public (IReadOnlyList<Deployment> Ranking, string Reason) Rank(IReadOnlyList<Deployment> deployments, uint turn, LlmRequest request) =>
        ([.. SimpleShuffle.InTurn(deployments, turn).Select(deployment => (Deployment: deployment, Calls: calls.Count(deployment))).OrderBy(entry => entry.Calls).Select(entry => entry.Deployment)],
        RoutingReasons.LeastBusy);
}
