namespace TracedLlm.Samples.Gateway;

/// <summary>
/// LiteLLM's <c>simple-shuffle</c>: at random by <c>weight</c>, else by <c>rpm</c>, else by <c>tpm</c>. Deployments without any of them, or
/// with equal ones, take turns, where LiteLLM chooses at random too.
/// </summary>
internal sealed class SimpleShuffle(Random random) : IRoutingStrategy
{
    private static readonly Func<Deployment, double?>[] Weights = [deployment => deployment.Weight, deployment => deployment.Rpm, deployment => deployment.Tpm];

    public string Name => RoutingStrategies.SimpleShuffle;

    public (IReadOnlyList<Deployment> Ranking, string Reason) Rank(IReadOnlyList<Deployment> deployments, uint turn, LlmRequest request)
    {
        // The first kind of weight that a deployment has is that of all.
        var weight = Weights.FirstOrDefault(weight => deployments.Any(deployment => weight(deployment) is not null));
        return weight is null || deployments.All(deployment => weight(deployment) == weight(deployments[0]))
            ? (InTurn(deployments, turn), RoutingReasons.Turn)
            : (Shuffle(deployments, deployment => weight(deployment) ?? 0), RoutingReasons.Weight);
    }

    /// <summary>The deployments from that of the turn on.</summary>
    public static IReadOnlyList<Deployment> InTurn(IReadOnlyList<Deployment> deployments, uint turn)
    {
        var first = (int)(turn % (uint)deployments.Count);
        return first == 0 ? deployments : [.. deployments.Skip(first), .. deployments.Take(first)];
    }

    private List<Deployment> Shuffle(IReadOnlyList<Deployment> deployments, Func<Deployment, double> weight)
    {
        var (ranking, rest) = (new List<Deployment>(deployments.Count), deployments.ToList());
        while (rest.Count > 0)
        {
            // The sum of weights may be more than a double can be.
            var largest = rest.Max(weight);
            var drawn = random.NextDouble() * rest.Sum(deployment => weight(deployment) / largest);
            var index = rest.FindIndex(deployment => weight(deployment) > 0 && (drawn -= weight(deployment) / largest) < 0);
            if (index < 0)
            {
                // The sum was rounded. Deployments without a weight are left for retries.
                index = Math.Max(rest.FindLastIndex(deployment => weight(deployment) > 0), 0);
            }

            ranking.Add(rest[index]);
            rest.RemoveAt(index);
        }

        return ranking;
    }
}
