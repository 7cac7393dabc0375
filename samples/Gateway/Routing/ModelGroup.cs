namespace TracedLlm.Samples.Gateway;

/// <summary>The deployments of one model name.</summary>
/// <param name="name">The name.</param>
/// <param name="deployments">The deployments.</param>
/// <param name="turns">The turns that they share with other names; by default they have their own.</param>
internal sealed class ModelGroup(string name, IReadOnlyList<Deployment> deployments, Turns? turns = null)
{
    private readonly Turns _turns = turns ?? new Turns();

    public string Name { get; } = name;

    public IReadOnlyList<Deployment> Deployments => deployments;

    /// <summary>Whether the name is one of many that a pattern stands for, all with these deployments.</summary>
    public bool IsOfPattern => turns is not null;

    /// <summary>The highest number of retries that one of the deployments has of its own; <see langword="null"/> if none has.</summary>
    public int? MostRetries { get; } = deployments.Max(deployment => deployment.NumRetries);

    public bool Serves(WireFormat format) => deployments.Any(deployment => deployment.Provider.Serves(format));

    /// <summary>The names of the providers in this group.</summary>
    public string Providers => string.Join(", ", deployments.Select(deployment => deployment.Provider.Name).Distinct());

    /// <summary>The deployments whose providers serve the API of <paramref name="request"/>, by their <c>order</c>. Every provider serves its own API as a pass-through.</summary>
    public IReadOnlyList<IReadOnlyList<Deployment>> LevelsFor(LlmRequest request)
    {
        var able = Able(request).ToList();
        return able.TrueForAll(deployment => deployment.Order == able[0].Order)
            ? [able]
            : [.. able.GroupBy(deployment => deployment.Order).OrderBy(level => level.Key).Select(level => level.ToList())];
    }

    /// <summary>The number of a further request.</summary>
    public uint TakeTurn() => _turns.Next();

    /// <summary>Why a deployment does not allow the key or the address that the caller brings; <see langword="null"/> if all do.</summary>
    public string? ProblemWith(LlmRequest request) => request.Options.Credentials is { } credentials
        ? Able(request).Select(deployment => deployment.Clients.ProblemWith(credentials, Name)).FirstOrDefault(problem => problem is not null)
        : null;

    private IEnumerable<Deployment> Able(LlmRequest request) =>
        deployments.Where(deployment => request.Format == WireFormats.PassThrough || deployment.Provider.Serves(request.Format));
}
