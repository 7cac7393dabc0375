namespace TracedLlm.Samples.Gateway;

/// <summary>One model at one provider, called by the name of its group.</summary>
internal sealed record Deployment
{
    public required string Id { get; init; }

    /// <summary>The name that callers use; several deployments may share it.</summary>
    public required string ModelGroup { get; init; }

    public required Provider Provider { get; init; }

    /// <summary>The provider's name for the model; <see langword="null"/> for a request that names no model.</summary>
    public required string? Model { get; init; }

    public required Uri ApiBase { get; init; }

    /// <summary>The gateway's own key at the provider.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Whether the built-in provider answers for this one, without a network.</summary>
    public bool IsSimulated => ApiBase.Host == SimulatedProvider.Host;

    /// <summary>Where a request goes: the base address and what it lacks of the path.</summary>
    /// <param name="request">A path is the API's own, behind <see cref="Provider.BasePath"/>; a pass-through's is the provider's whole path.</param>
    public Uri EndpointFor(LlmRequest request) =>
        new(EndpointFor(request.Route.Vendor is null ? Provider.BasePath : "", request.PathFor(Model)) + request.QueryFor(Model));

    /// <inheritdoc cref="EndpointFor(LlmRequest)"/>
    public string EndpointFor(string basePath, string apiPath)
    {
        var path = string.Join('/', new[] { basePath, apiPath }.Where(part => part.Length > 0)).Split('/');
        var address = ApiBase.GetLeftPart(UriPartial.Path).TrimEnd('/');

        // A base that already has the first parts of the path, such as /v1, is not given them twice.
        for (var present = path.Length; present > 0; present--)
        {
            var start = "/" + string.Join('/', path[..present]);
            if (ApiBase.AbsolutePath.TrimEnd('/').EndsWith(start, StringComparison.OrdinalIgnoreCase))
            {
                return $"{address}/{string.Join('/', path[present..])}".TrimEnd('/');
            }
        }

        return $"{address}/{string.Join('/', path)}";
    }
}
