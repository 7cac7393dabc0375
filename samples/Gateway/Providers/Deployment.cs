namespace TracedLlm.Samples.Gateway;

/// <summary>One model at one provider, called by the name of its group.</summary>
internal sealed class Deployment
{
    public required string Id { get; init; }

    /// <summary>The name that callers use; several deployments may share it.</summary>
    public required string ModelGroup { get; init; }

    public required Provider Provider { get; init; }

    /// <summary>The provider's name for the model.</summary>
    public required string Model { get; init; }

    public required Uri ApiBase { get; init; }

    /// <summary>The gateway's own key at the provider.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Where a request in <paramref name="format"/> goes: the base address and what it lacks of the API's path.</summary>
    public Uri EndpointFor(WireFormat format)
    {
        var path = string.Join('/', new[] { Provider.BasePath, format.Path }.Where(part => part.Length > 0)).Split('/');
        var address = ApiBase.GetLeftPart(UriPartial.Path).TrimEnd('/');

        // A base that already has the first parts of the path, such as /v1, is not given them twice.
        for (var present = path.Length; present > 0; present--)
        {
            var start = "/" + string.Join('/', path[..present]);
            if (ApiBase.AbsolutePath.TrimEnd('/').EndsWith(start, StringComparison.OrdinalIgnoreCase))
            {
                return new Uri($"{address}/{string.Join('/', path[present..])}".TrimEnd('/'));
            }
        }

        return new Uri($"{address}/{string.Join('/', path)}");
    }
}
