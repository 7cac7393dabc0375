namespace TracedLlm.Samples.Gateway;

/// <summary>The deployment of one call, why it was chosen, and the call's place among those of the deployment, until Dispose.</summary>
internal sealed class RoutedCall(Deployment deployment, string strategy, string reason, IReadOnlyList<string>? resting, DeploymentPlace place, OpenCalls calls) : IDisposable
{
    private int _isOver;

    public Deployment Deployment { get; } = deployment;

    /// <summary>LiteLLM's name of the strategy.</summary>
    public string Strategy { get; } = strategy;

    /// <summary>One of <see cref="RoutingReasons"/>.</summary>
    public string Reason { get; } = reason;

    /// <summary>The ids of the deployments that rest; <see langword="null"/> if there are none.</summary>
    public IReadOnlyList<string>? Resting { get; } = resting;

    /// <summary>Receives the end of the answer's body, once: <see langword="null"/>, or why the body broke off. A caller that leaves ends nothing.</summary>
    public Action<Exception?>? Ended { get; set; }

    /// <summary>States the end of the answer's body.</summary>
    public void End(Exception? failure)
    {
        var ended = Ended;
        Ended = null;
        ended?.Invoke(failure);
    }

    /// <summary>Frees the place, once.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0)
        {
            calls.End(Deployment);
            place.Dispose();
        }
    }
}
