namespace TracedLlm.Samples.Gateway;

/// <summary>The model names that callers may use, with their fallbacks.</summary>
internal sealed class ModelTable
{
    private readonly Dictionary<string, ModelGroup> _groups;
    private readonly PatternGroup[] _patterns;
    private readonly GatewayConfiguration _configuration;

    public ModelTable(GatewayConfiguration configuration)
    {
        _configuration = configuration;
        var groups = configuration.Deployments.GroupBy(deployment => deployment.ModelGroup, StringComparer.Ordinal).ToLookup(group => ModelPattern.IsPattern(group.Key));
        _groups = groups[false].ToDictionary(group => group.Key, group => new ModelGroup(group.Key, [.. group]), StringComparer.Ordinal);

        // As in LiteLLM, the longest pattern that fits counts.
        _patterns = [.. groups[true].OrderByDescending(group => group.Key.Length).Select(group => new PatternGroup(group.Key, [.. group]))];
    }

    /// <summary>The names of the configuration for callers; a name with stars stands for many.</summary>
    public IEnumerable<string> Names =>
        [.. _groups.Keys, .. _patterns.Select(pattern => pattern.Name), .. _configuration.Aliases.Where(alias => !alias.Value.IsHidden && !_groups.ContainsKey(alias.Key)).Select(alias => alias.Key)];

    /// <summary>The deployments of <paramref name="model"/>; <see langword="null"/> if there is no such model. As in LiteLLM, an alias goes before a model of the same name.</summary>
    public ModelGroup? Find(string model) => FindNamed(_configuration.Aliases.TryGetValue(model, out var alias) ? alias.Model : model);

    /// <summary>
    /// The deployments of a name that a caller sent; <see langword="null"/> if there is no such model. A pattern of the list of models is the
    /// name of no model, and neither is a text with control characters, which no header can hold.
    /// </summary>
    public ModelGroup? FindForCaller(string model) => ModelPattern.IsPattern(model) || model.Any(char.IsControl) ? null : Find(model);

    /// <summary>The deployments of a name of the lists of models, where a pattern stands as it is; empty if there is no such name.</summary>
    public IReadOnlyList<Deployment> DeploymentsFor(string name) =>
        Array.Find(_patterns, pattern => pattern.Name == name)?.Deployments ?? Find(name)?.Deployments ?? [];

    /// <summary>The groups to try for <paramref name="request"/>.</summary>
    /// <exception cref="UnknownModelException">There is no such model.</exception>
    /// <exception cref="BadRequestException">No provider of the model, or no configured provider, serves the request's API.</exception>
    public RoutePlan PlanFor(LlmRequest request)
    {
        var plan = request.Model is { } model ? PlanFor(model, request) : new RoutePlan(GroupWithoutModel(request));
        return plan.First.Group.ProblemWith(request) is { } problem ? throw new BadRequestException(problem) : plan;
    }

    /// <summary>The request with its variants for the fallbacks for which it has fields that differ.</summary>
    /// <exception cref="BadRequestException">The request is a form, or such a field is not valid.</exception>
    public static LlmRequest WithFallbackRequests(LlmRequest request)
    {
        var fallbacks = FallbacksOf(request);
        return fallbacks is null || fallbacks.All(fallback => fallback.Changes is null) ? request : request with
        {
            FallbackRequests = fallbacks.Index().Where(fallback => fallback.Item.Changes is not null).ToDictionary(fallback => fallback.Index, fallback => request.To(fallback.Item)),
        };
    }

    private ModelGroup? FindNamed(string model) =>
        _groups.TryGetValue(model, out var group) ? group
        : _patterns.Length == 0 ? null
        : FindByPattern(model, model) ?? (ModelFamilies.Find(model) is { } provider ? FindByPattern(model, $"{provider.Name}/{model}") : null);

    private ModelGroup? FindByPattern(string model, string fullName) => _patterns.Select(pattern => pattern.Find(model, fullName)).FirstOrDefault(group => group is not null);

    // Only the provider that stores an object can find it again, so a request without a model always goes to the first suitable provider.
    // Groq's SDK calls OpenAI's paths: its calls go to Groq, and the other clients' calls to Groq only if no other provider serves them.
    private ModelGroup GroupWithoutModel(LlmRequest request)
    {
        var route = request.Route;
        if (route.Vendor is not null && !_configuration.PassThrough)
        {
            throw new BadRequestException(
                $"Pass-through to /{route.Vendor} is switched off (general_settings.pass_through). Use one of the gateway's own APIs, such as /v1/chat/completions.",
                StatusCodes.Status403Forbidden);
        }

        var provider = route.Vendor is null ? null : Provider.ByVendor[route.Vendor];
        var userAgent = request.Headers.UserAgent.ToString();
        var deployment = (route.Vendor is null ? _configuration.Deployments : [.. _configuration.Deployments, .. _configuration.PassThroughDeployments])
            .Where(deployment => provider is null ? deployment.Provider.Serves(route.Format) : deployment.Provider.Name == provider)
            .MinBy(deployment => deployment.Provider.IsSdk(userAgent) ? 0 : deployment.Provider.SdkName is null ? 1 : 2);
        return deployment is not null
            ? new ModelGroup(deployment.ModelGroup, [deployment with { Model = null }])
            : throw new BadRequestException(provider is null
                ? $"No configured provider serves the {route.Format.Name} API. Add a model of one of these providers to model_list: {Provider.NamesThatServe(route.Format)}."
                : $"The provider of /{route.Vendor} is not configured. Add one of its models to model_list, for example model: {provider}/NAME.");
    }

    private static List<RequestedFallback>? FallbacksOf(LlmRequest request) =>
        request.Options.Fallbacks?.Where(fallback => fallback.Group is null || fallback.Group == request.Model).ToList();

    private RoutePlan PlanFor(string model, LlmRequest request)
    {
        var format = request.Format;
        var group = FindForCaller(model) ?? throw new UnknownModelException(model);
        if (!group.Serves(format))
        {
            throw new BadRequestException(
                $"The provider of the model '{model}' ({group.Providers}) does not serve the {format.Name} API of this route.");
        }

        return new RoutePlan(
            new FallbackStep(group, Alias: model),
            request.Options.DisablesFallbacks ? new FallbackLists() : _configuration.Routing.Fallbacks,
            _configuration.Routing.MaxFallbacks,
            FallbacksOf(request)?.Select((fallback, index) => new FallbackStep(FallbackNamed(fallback.Model, request), RoutingReasons.Fallback, index, fallback.Model)).ToList(),

            // Where the caller brings a key, the gateway's own key pays for nothing.
            name => Find(name) is { } fallback && fallback.Serves(format) && fallback.ProblemWith(request) is null ? fallback : null);
    }

    private ModelGroup FallbackNamed(string model, LlmRequest request) =>
        FindForCaller(model) is not { } group ? throw new BadRequestException($"'fallbacks' names a model that does not exist: '{model}'. Models: {string.Join(", ", Names)}.")
        : !group.Serves(request.Format) ? throw new BadRequestException($"'fallbacks' names the model '{model}', whose provider ({group.Providers}) does not serve the {request.Format.Name} API of this route.")
        : group.ProblemWith(request) is { } problem ? throw new BadRequestException($"'fallbacks' names the model '{model}'. {problem}")
        : group;
}
