using System.Collections.Concurrent;

namespace TracedLlm.Samples.Gateway;

/// <summary>How long the deployments took to begin their last answers; streams and whole answers apart.</summary>
internal sealed class Latencies(GatewayConfiguration configuration, TimeProvider time)
{
    // LiteLLM's number for a timeout.
    private static readonly TimeSpan OfTimeout = TimeSpan.FromSeconds(1000);

    private readonly ConcurrentDictionary<(string Id, bool IsStreaming), DeploymentLatency> _byDeployment = new();

    // The clock of the wall may be set back.
    private TimeSpan Now => time.GetElapsedTime(0);

    /// <summary>States that an answer is awaited, until <see cref="End"/>.</summary>
    public void Begin(Deployment deployment, bool isStreaming) => Get(deployment, isStreaming).Begin();

    /// <summary>States that the answer has begun, or that the call has failed.</summary>
    public void End(Deployment deployment, bool isStreaming) => Get(deployment, isStreaming).End();

    /// <summary>Remembers an answer.</summary>
    public void Add(Deployment deployment, bool isStreaming, TimeSpan latency) =>
        Get(deployment, isStreaming).Add(latency, configuration.Routing.LatencyAnswers, Now);

    /// <summary>
    /// Remembers that the deployment failed: a timeout among its answers, as LiteLLM does, and another failure for the time of a rest. LiteLLM
    /// leaves other failures out, so that a deployment that refuses each call at once stays the fastest.
    /// </summary>
    public void AddFailure(Deployment deployment, bool isStreaming, FailureKind kind)
    {
        if (kind == FailureKind.Timeout)
        {
            Add(deployment, isStreaming, OfTimeout);
            return;
        }

        // Without a rest, the deployment would be the first again at once.
        var rest = deployment.Cooldown ?? configuration.Routing.Cooldowns.Time;
        Get(deployment, isStreaming).AddFailure(Now + (rest > TimeSpan.Zero ? rest : CooldownSettings.DefaultTime));
    }

    /// <summary>What is known of the deployment, and the average of its answers within the time of <c>routing_strategy_args.ttl</c>; 0 if there are none.</summary>
    public (LatencyState State, TimeSpan Average) Find(Deployment deployment, bool isStreaming)
    {
        var now = Now;
        return _byDeployment.TryGetValue((deployment.Id, isStreaming), out var latency)
            ? latency.Find(now - configuration.Routing.LatencyLifetime, now)
            : (LatencyState.Untried, TimeSpan.Zero);
    }

    private DeploymentLatency Get(Deployment deployment, bool isStreaming) => _byDeployment.GetOrAdd((deployment.Id, isStreaming), static _ => new DeploymentLatency());
}
