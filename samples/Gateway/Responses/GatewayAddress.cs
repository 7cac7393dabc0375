namespace TracedLlm.Samples.Gateway;

/// <summary>
/// Translates addresses of a provider, such as Anthropic's <c>results_url</c>, into addresses of the gateway. A client follows them with
/// the gateway's key, which no other host may receive.
/// </summary>
internal sealed class GatewayAddress(HttpRequest caller, ProviderAnswer answer)
{
    private readonly string _gateway = $"{caller.Scheme}://{caller.Host}{caller.PathBase}";

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

        var path = target.AbsolutePath;
        var start = StartOfApi(path, deployment.Provider.BasePath);
        if (answer.Vendor is { } vendor && target.Authority == deployment.ApiBase.Authority && path.StartsWith(BasePath(deployment), StringComparison.Ordinal))
        {
            return $"{_gateway}/{vendor}{path[BasePath(deployment).Length..]}{WithoutKey(target.Query)}";
        }

        return start < 0 ? null : $"{_gateway}{(answer.Vendor is null ? "" : $"/{answer.Vendor}")}{path[start..]}{WithoutKey(target.Query)}";
    }

    private static string BasePath(Deployment deployment) => deployment.ApiBase.AbsolutePath.TrimEnd('/');

    // A provider behind a proxy, api_base, may give its own address. Its paths begin with the version of the API, as the gateway's do.
    private static int StartOfApi(string path, string version) =>
        version.Length == 0 ? -1 : path.IndexOf($"/{version}/", StringComparison.Ordinal);

    private static string WithoutKey(string query)
    {
        var kept = query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Where(pair => pair.Split('=')[0] != KeyRing.QueryParameter);
        return string.Join('&', kept) is { Length: > 0 } rest ? "?" + rest : "";
    }
}
