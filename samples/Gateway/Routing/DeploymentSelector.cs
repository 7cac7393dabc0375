namespace TracedLlm.Samples.Gateway;

/// <summary>What the choice of a deployment depends on: the strategy, the limits, the calls in progress, and which deployments rest.</summary>
internal sealed class DeploymentSelector(IRoutingStrategy strategy, DeploymentLimits limits, OpenCalls calls, Cooldowns cooldowns, Latencies latencies)
{
    public IRoutingStrategy Strategy => strategy;

    public DeploymentLimits Limits => limits;

    public OpenCalls Calls => calls;

    public Cooldowns Cooldowns => cooldowns;

    public Latencies Latencies => latencies;
}
