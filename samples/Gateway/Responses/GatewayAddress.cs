namespace TracedLlm.Samples.Gateway;

/// <summary>
/// Translates addresses of a provider, such as Anthropic's <c>results_url</c>, into addresses of the gateway. A client follows them with
/// the gateway's key, which no other host may receive.
/// </summary>
internal sealed class GatewayAddress(HttpRequest caller, ProviderAnswer answer, Uri? publicAddress)
{
    // OpenAI-like providers have the version in their base address.
    private const string DefaultPrefix = "/v1";

    private readonly string _gateway = publicAddress?.AbsoluteUri.TrimEnd('/') ?? $"{caller.Scheme}://{caller.Host}{caller.PathBase}";

    /// <summary>The gateway's address for <paramref name="address"/>; <see langword="null"/> if the gateway serves no such address.</summary>
    /// <param name="address">An address that the provider gave. Without a host, it is below the provider's host.</param>
    public string? Find(string address)
    {
        var deployment = answer.Deployment;
        var isRelative = !address.Contains("://", StringComparison.Ordinal);
        if (isRelative && !address.StartsWith('/'))
        {
            // It is relative to the address that the caller asked, which is the gateway's.
            return address;
        }

        if (address.StartsWith("//", StringComparison.Ordinal) || !Uri.TryCreate(deployment.ApiBase, address, out var target) || target.Scheme is not ("http" or "https"))
        {
            return null;
        }

        var provider = deployment.Provider;
        if (answer.Vendor is null && deployment.ApiVersion is not null)
        {
            return provider.Versions!.PathOf(target) is { } own ? $"{_gateway}{own}{WithoutKey(target.Query)}" : null;
        }

        var prefix = answer.Vendor is { } vendor ? "/" + vendor : provider.BasePath.Length > 0 ? "/" + provider.BasePath : DefaultPrefix;
        var path = PathBelow(target, answer.Vendor is null ? deployment.EndpointFor(provider.BasePath, "") : deployment.ApiBase.AbsoluteUri)
            ?? PathFromVersion(target, provider.BasePath, isKept: answer.Vendor is not null);
        return path is null ? null : $"{_gateway}{prefix}{path}{WithoutKey(target.Query)}";
    }

    private static string? PathBelow(Uri target, string address)
    {
        var start = new Uri(address);
        var path = start.AbsolutePath.TrimEnd('/') + "/";
        return target.Authority == start.Authority && target.AbsolutePath.StartsWith(path, StringComparison.Ordinal) ? target.AbsolutePath[(path.Length - 1)..] : null;
    }

    // A provider behind a proxy, api_base, may give its own address. Its paths begin with the version of the API, as the gateway's do.
    private static string? PathFromVersion(Uri target, string version, bool isKept)
    {
        var start = version.Length == 0 ? -1 : target.AbsolutePath.IndexOf($"/{version}/", StringComparison.Ordinal);
        return start < 0 ? null : target.AbsolutePath[(isKept ? start : start + version.Length + 1)..];
    }

    private static string WithoutKey(string query)
    {
        var kept = query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Where(pair => pair.Split('=')[0] != KeyRing.QueryParameter);
        return string.Join('&', kept) is { Length: > 0 } rest ? "?" + rest : "";
    }
}
