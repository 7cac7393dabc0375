namespace TracedLlm.Samples.Gateway;

/// <summary>The deployments of one model name, which take turns.</summary>
internal sealed class ModelGroup(string name, IReadOnlyList<Deployment> deployments)
{
    private uint _next = uint.MaxValue;

    public string Name { get; } = name;

    public bool Serves(WireFormat format) => deployments.Any(deployment => deployment.Provider.Serves(format));

    /// <summary>The names of the providers in this group.</summary>
    public string Providers => string.Join(", ", deployments.Select(deployment => deployment.Provider.Name).Distinct());

    /// <summary>The next deployment whose provider serves <paramref name="format"/>. Every provider serves its own API as a pass-through.</summary>
    public Deployment Next(WireFormat format)
    {
        var turn = Interlocked.Increment(ref _next);
        var able = deployments.Where(deployment => format == WireFormats.PassThrough || deployment.Provider.Serves(format)).ToList();
        return able[(int)(turn % (uint)able.Count)];
    }
}
