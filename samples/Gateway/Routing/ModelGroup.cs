namespace TracedLlm.Samples.Gateway;

/// <summary>The deployments of one model name, which take turns.</summary>
/// <param name="name">The name.</param>
/// <param name="deployments">The deployments.</param>
/// <param name="turns">The turns that they share with other names; by default they have their own.</param>
internal sealed class ModelGroup(string name, IReadOnlyList<Deployment> deployments, Turns? turns = null)
{
    private readonly Turns _turns = turns ?? new Turns();

    public string Name { get; } = name;

    public bool Serves(WireFormat format) => deployments.Any(deployment => deployment.Provider.Serves(format));

    /// <summary>The names of the providers in this group.</summary>
    public string Providers => string.Join(", ", deployments.Select(deployment => deployment.Provider.Name).Distinct());

    /// <summary>The next deployment for <paramref name="request"/>, whose provider serves its API. Every provider serves its own API as a pass-through.</summary>
    public Deployment Next(LlmRequest request)
    {
        var able = Able(request).ToList();
        return able[TakeTurn(able.Count)].For(request.Options);
    }

    /// <summary>All deployments for <paramref name="request"/>, beginning with <see cref="Next"/>.</summary>
    public IReadOnlyList<Deployment> InTurn(LlmRequest request)
    {
        var able = Able(request).ToList();
        var first = TakeTurn(able.Count);
        return [.. able.Skip(first).Concat(able.Take(first)).Select(deployment => deployment.For(request.Options))];
    }

    private int TakeTurn(int count) => (int)(_turns.Next() % (uint)count);

    /// <exception cref="BadRequestException">A deployment does not allow what the caller brings.</exception>
    public void RefuseUnlessAllowed(LlmRequest request)
    {
        if (request.Options.Credentials is { } credentials && Able(request).Select(deployment => deployment.Clients.ProblemWith(credentials, Name)).FirstOrDefault(problem => problem is not null) is { } problem)
        {
            throw new BadRequestException(problem);
        }
    }

    private IEnumerable<Deployment> Able(LlmRequest request) =>
        deployments.Where(deployment => request.Format == WireFormats.PassThrough || deployment.Provider.Serves(request.Format));
}
