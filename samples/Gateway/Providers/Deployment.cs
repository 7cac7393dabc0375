using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>One model at one provider; callers use the name of its group.</summary>
internal sealed record Deployment
{
    public required string Id { get; init; }

    /// <summary>The name that callers use; several deployments may share it.</summary>
    public required string ModelGroup { get; init; }

    public required Provider Provider { get; init; }

    /// <summary>The provider's name for the model; <see langword="null"/> for a request that names no model.</summary>
    public required string? Model { get; init; }

    public required Uri ApiBase { get; init; }

    /// <summary>The version of the provider's API, if its addresses have one.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>The gateway's own key at the provider.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Whether the name that a caller sends decides the provider (<c>model: "*"</c>), so that the deployment is for the names of its provider only.</summary>
    public bool IsOfAnyModel { get; init; }

    /// <summary>Whether the deployment serves other models too, by a pattern of its name: <see cref="Model"/> is the one of this request.</summary>
    public bool IsOfPattern { get; init; }

    /// <summary>The configured headers of every request to the deployment; they go before those of the caller.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>What callers may bring in place of the address and the key.</summary>
    public ClientParameters Clients { get; init; } = ClientParameters.None;

    /// <summary>The prices of the deployment; <see langword="null"/> if they are those of its model.</summary>
    public ModelPrices? Prices { get; init; }

    /// <summary>The model whose prices the deployment has; <see langword="null"/> if it is the one that answers.</summary>
    public string? BaseModel { get; init; }

    /// <summary>What the file says of the model, in <c>model_info</c>.</summary>
    public IReadOnlyDictionary<string, JsonElement> Info { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>How many calls the deployment may have at once; <see langword="null"/> for any number.</summary>
    public int? MaxParallelRequests { get; init; }

    /// <summary>The priority among the deployments of its model name; those with the lowest one are tried first, and those without one last.</summary>
    public int Order { get; init; } = int.MaxValue;

    /// <summary>The share of the requests of its model name, in relation to the weights of the others.</summary>
    public double? Weight { get; init; }

    /// <summary>The requests in a minute that the provider allows: a weight.</summary>
    public double? Rpm { get; init; }

    /// <summary>The tokens in a minute that the provider allows: a weight.</summary>
    public double? Tpm { get; init; }

    /// <summary>How long to wait for an answer; <see langword="null"/>: as long as the configuration says.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The same for an answer that is a stream.</summary>
    public TimeSpan? StreamTimeout { get; init; }

    /// <summary>How many retries may follow a failure of the deployment; <see langword="null"/>: as many as the configuration says.</summary>
    public int? NumRetries { get; init; }

    /// <summary>How long the deployment rests after failures; <see langword="null"/>: as long as its provider asks for, else as the configuration says.</summary>
    public TimeSpan? Cooldown { get; init; }

    /// <summary>The fields of requests that lack them.</summary>
    public DefaultFields Defaults { get; init; } = DefaultFields.None;

    /// <summary>Whether the gateway asks for the usage of streams; <see langword="null"/>: if the provider is known to take <c>stream_options</c>.</summary>
    public bool? AsksForStreamUsage { get; init; }

    /// <summary>Whether the built-in simulated provider answers, without a network.</summary>
    public bool IsSimulated => ApiBase.Host == SimulatedProvider.Host;

    /// <summary>This deployment as a request asks for it. Neither the gateway's key nor a configured header goes to an address of a caller.</summary>
    public Deployment For(RequestOptions options) =>
        options.IsMocked ? this with { Provider = Provider.ByPrefix[SimulatedProvider.Host], ApiBase = SimulatedProvider.Address, ApiVersion = null, ApiKey = null }
        : options.Credentials is { } credentials && Clients.ProblemWith(credentials, ModelGroup) is null
            ? this with
            {
                ApiBase = credentials.ApiBase ?? ApiBase,
                Provider = credentials.ApiBase is { } address ? (Provider with { KeyHeader = Provider.ByPrefix[Provider.Name].KeyHeader, KeyPrefix = Provider.ByPrefix[Provider.Name].KeyPrefix }).At(address) : Provider,
                ApiKey = credentials.ApiKey ?? (credentials.ApiBase is null ? ApiKey : null),
                Headers = credentials.ApiBase is null ? HeadersWithout(credentials.ApiKey is null ? null : Provider.KeyHeader) : [],
            }
        : this;

    /// <summary>This deployment for the model <paramref name="name"/>, which fits its pattern; <see langword="null"/> if its provider does not serve that name.</summary>
    /// <param name="name">The name that the caller sent.</param>
    /// <param name="texts">The texts that the stars of its group's name stand for.</param>
    public Deployment? ForName(string name, IReadOnlyList<string> texts)
    {
        var model = ModelPattern.Fill(Model!, texts);
        if (IsOfAnyModel)
        {
            (var provider, model) = Provider.Split(model);
            if (provider?.Name != Provider.Name)
            {
                return null;
            }
        }

        return model.Length == 0 ? null : this with { ModelGroup = name, Model = Provider.NameOf(model), IsOfPattern = true };
    }

    /// <summary>The address of a request: the base address, followed by the parts of the path that the base address lacks.</summary>
    /// <param name="request">The path of an API follows <see cref="Provider.BasePath"/>; a pass-through has the provider's whole path.</param>
    public Uri EndpointFor(LlmRequest request) =>
        request.PassThrough is { } target ? new(EndpointFor("", target.Path) + target.Query, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })
        : ApiVersion is { } version ? Provider.Versions!.Create(Root, version, request, Model)
        : request.Format.BasePath is { } ownBase ? new($"{Root}/{ownBase}/{request.PathFor(Model)}{request.QueryFor(Model)}")
        : new(EndpointFor(Provider.BasePath, request.PathFor(Model)) + request.QueryFor(Model));

    /// <summary>The headers of every request to the deployment. The configured ones go before the version of the API and the key.</summary>
    /// <param name="isStated">Whether the caller names the version in this header.</param>
    public IEnumerable<(string Name, string Value)> OwnHeaders(Func<string, bool>? isStated = null)
    {
        foreach (var header in Headers)
        {
            yield return header;
        }

        if (Provider.Version is { } version && !HasHeader(version.Name) && isStated?.Invoke(version.Name) is not true)
        {
            yield return version;
        }

        if (ApiKey is not null && !HasHeader(Provider.KeyHeader))
        {
            yield return (Provider.KeyHeader, Provider.KeyPrefix + ApiKey);
        }
    }

    /// <summary>Whether a header with this name is configured.</summary>
    public bool HasHeader(string name) => Headers.Any(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    // A configured header may hold the gateway's key. It would go before the caller's.
    private IReadOnlyList<(string Name, string Value)> HeadersWithout(string? name) =>
        name is null ? Headers : [.. Headers.Where(header => !header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))];

    /// <summary>The base address without <see cref="Provider.BasePath"/>.</summary>
    private string Root
    {
        get
        {
            var address = ApiBase.GetLeftPart(UriPartial.Path).TrimEnd('/');
            return address.EndsWith($"/{Provider.BasePath}", StringComparison.Ordinal) ? address[..^(Provider.BasePath.Length + 1)] : address;
        }
    }

    /// <inheritdoc cref="EndpointFor(LlmRequest)"/>
    public string EndpointFor(string basePath, string apiPath)
    {
        var path = (basePath.Length == 0 ? apiPath : $"{basePath}/{apiPath}").Split('/');
        var address = ApiBase.GetLeftPart(UriPartial.Path).TrimEnd('/');

        // If the base address ends with the first parts of the path, such as /v1, they are not repeated.
        for (var present = path.Length; present > 0; present--)
        {
            var start = "/" + string.Join('/', path[..present]);
            if (ApiBase.AbsolutePath.TrimEnd('/').EndsWith(start, StringComparison.OrdinalIgnoreCase))
            {
                return present == path.Length ? address : $"{address}/{string.Join('/', path[present..])}";
            }
        }

        return $"{address}/{string.Join('/', path)}";
    }
}
