using System.Collections.Concurrent;

namespace TracedLlm.Samples.Gateway;

/// <summary>Counts the calls in progress of each deployment; a stream and a session count until they end.</summary>
internal sealed class OpenCalls
{
    private readonly ConcurrentDictionary<string, int> _byId = new(StringComparer.Ordinal);

    public int Count(Deployment deployment) => _byId.GetValueOrDefault(deployment.Id);

    public void Begin(Deployment deployment) => _byId.AddOrUpdate(deployment.Id, 1, static (_, count) => count + 1);

    public void End(Deployment deployment) => _byId.AddOrUpdate(deployment.Id, 0, static (_, count) => count - 1);
}
