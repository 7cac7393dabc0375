namespace TracedLlm.Samples.Gateway;

/// <summary>All deployments of a model name rest. Status and message are LiteLLM's.</summary>
internal sealed class NoDeploymentsException(string group, TimeSpan rest, IReadOnlyList<string> resting)
    : GatewayException(StatusCodes.Status429TooManyRequests, $"No deployments available for selected model, Try again in {SecondsOf(rest)} seconds. Passed model={group}.")
{
    public override int? RetryAfter { get; } = SecondsOf(rest);

    /// <summary>The ids of the deployments.</summary>
    public IReadOnlyList<string> Resting { get; } = resting;

    private static int SecondsOf(TimeSpan rest) => Math.Max(1, (int)Math.Ceiling(rest.TotalSeconds));
}
