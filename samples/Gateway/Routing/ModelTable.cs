namespace TracedLlm.Samples.Gateway;

/// <summary>Every model name that callers may ask for, and what to try when it fails.</summary>
internal sealed class ModelTable
{
    private readonly Dictionary<string, ModelGroup> _groups;
    private readonly GatewayConfiguration _configuration;

    public ModelTable(GatewayConfiguration configuration)
    {
        _configuration = configuration;
        _groups = configuration.Deployments
            .GroupBy(deployment => deployment.ModelGroup, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => new ModelGroup(group.Key, [.. group]), StringComparer.Ordinal);
    }

    public IEnumerable<string> Names => _groups.Keys;

    /// <summary>The groups to try for <paramref name="model"/>, itself first.</summary>
    /// <exception cref="UnknownModelException">There is no such model.</exception>
    /// <exception cref="BadRequestException">The model's providers do not speak <paramref name="format"/>.</exception>
    public IReadOnlyList<ModelGroup> GroupsFor(string model, WireFormat format)
    {
        if (!_groups.TryGetValue(model, out var group))
        {
            throw new UnknownModelException(model);
        }

        if (!group.Speaks(format))
        {
            throw new BadRequestException(
                $"The model '{model}' is served by {group.Providers}, which does not speak the {format.Name} API of this route.");
        }

        var fallbacks = _configuration.Fallbacks.GetValueOrDefault(model) ?? [];
        return [group, .. fallbacks.Select(name => _groups[name]).Where(fallback => fallback.Speaks(format))];
    }
}
