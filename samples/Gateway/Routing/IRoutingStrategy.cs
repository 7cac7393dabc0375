namespace TracedLlm.Samples.Gateway;

/// <summary>Decides which of the deployments of a model name a request tries first.</summary>
internal interface IRoutingStrategy
{
    /// <summary>LiteLLM's name of the strategy.</summary>
    string Name { get; }

    /// <summary>The deployments in the order in which <paramref name="request"/> tries them, and the reason for the first.</summary>
    /// <param name="deployments">The deployments, at least one.</param>
    /// <param name="turn">The number of the request among those of the model name.</param>
    /// <param name="request">The request.</param>
    (IReadOnlyList<Deployment> Ranking, string Reason) Rank(IReadOnlyList<Deployment> deployments, uint turn, LlmRequest request);
}
