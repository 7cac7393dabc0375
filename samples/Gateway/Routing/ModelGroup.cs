namespace TracedLlm.Samples.Gateway;

/// <summary>The deployments behind one model name, taken in turn.</summary>
internal sealed class ModelGroup(string name, IReadOnlyList<Deployment> deployments)
{
    private uint _next = uint.MaxValue;

    public string Name { get; } = name;

    public bool Speaks(WireFormat format) => deployments.Any(deployment => deployment.Provider.Speaks(format));

    /// <summary>The names of the providers in this group.</summary>
    public string Providers => string.Join(", ", deployments.Select(deployment => deployment.Provider.Name).Distinct());

    /// <summary>The deployment whose turn it is among those that speak <paramref name="format"/>; its own API every provider speaks.</summary>
    public Deployment Next(WireFormat format)
    {
        var turn = Interlocked.Increment(ref _next);
        var able = deployments.Where(deployment => format == WireFormats.PassThrough || deployment.Provider.Speaks(format)).ToList();
        return able[(int)(turn % (uint)able.Count)];
    }
}
