namespace TracedLlm.Samples.Gateway;

/// <summary>The deployments of a model name with stars, which take turns whatever the stars stand for.</summary>
internal sealed class PatternGroup(string pattern, IReadOnlyList<Deployment> deployments)
{
    private readonly ModelPattern _pattern = new(pattern);
    private readonly Turns _turns = new();

    public string Name => pattern;

    public IReadOnlyList<Deployment> Deployments => deployments;

    /// <summary>The deployments for <paramref name="model"/>; <see langword="null"/> if the pattern does not fit, or no provider of the group serves that name.</summary>
    /// <param name="model">The name that the caller sent.</param>
    /// <param name="fullName">The name that must fit: the same, or with the provider's prefix.</param>
    public ModelGroup? Find(string model, string fullName) =>
        _pattern.Match(fullName) is { } texts && deployments.Select(deployment => deployment.ForName(model, texts)).OfType<Deployment>().ToList() is { Count: > 0 } found
            ? new ModelGroup(model, found, _turns)
            : null;
}
