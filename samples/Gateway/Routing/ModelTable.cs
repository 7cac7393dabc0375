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

    /// <summary>The groups to try for <paramref name="request"/>, that of its model first.</summary>
    /// <exception cref="UnknownModelException">There is no such model.</exception>
    /// <exception cref="BadRequestException">The model's providers do not speak the request's API, or none does.</exception>
    public IReadOnlyList<ModelGroup> GroupsFor(LlmRequest request) =>
        request.Model is { } model ? GroupsFor(model, request.Format) : [GroupWithoutModel(request.Route)];

    // What is stored at a provider is found again only there: it is always the first that can.
    private ModelGroup GroupWithoutModel(ServedRoute route)
    {
        var provider = route.Vendor is null ? null : Provider.ByVendor[route.Vendor];
        var deployment = _configuration.Deployments.FirstOrDefault(
            deployment => provider is null ? deployment.Provider.Speaks(route.Format) : deployment.Provider.Name == provider);
        return deployment is not null
            ? new ModelGroup(deployment.ModelGroup, [deployment with { Model = null }])
            : throw new BadRequestException(provider is null
                ? $"No configured provider speaks the {route.Format.Name} API: add a model of one that does to model_list ({Provider.NamesThatSpeak(route.Format)})."
                : $"/{route.Vendor} needs a provider that is not configured: add a model of it to model_list, as in model: {provider}/NAME.");
    }

    private List<ModelGroup> GroupsFor(string model, WireFormat format)
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
