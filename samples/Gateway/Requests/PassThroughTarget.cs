using Microsoft.AspNetCore.Http.Features;

namespace TracedLlm.Samples.Gateway;

/// <summary>The path and query of a pass-through below the provider's base address, with every byte as the caller sent it.</summary>
internal sealed record PassThroughTarget(string Path, string Query)
{
    /// <exception cref="BadRequestException">The path contains a segment <c>.</c> or <c>..</c>.</exception>
    public static PassThroughTarget Read(HttpRequest http)
    {
        // Routing has only the decoded path, in which %2F of an ARN and a slash, or %3A and a colon, are the same.
        var target = http.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = WithoutHost(target).Split('?', 2)[0];
        var vendorEnd = path.IndexOf('/', 1);
        var rest = vendorEnd < 0 ? "" : path[(vendorEnd + 1)..];
        return rest.Split('/', '\\').SelectMany(segment => Uri.UnescapeDataString(segment).Split('/', '\\')).Any(segment => segment is "." or "..")
            ? throw new BadRequestException("The path must not contain the segments '.' and '..'.")
            : new(rest, WithoutGatewayFields(http.QueryString.Value ?? ""));
    }

    // A proxy may send the whole URL (RFC 9112, 3.2.2).
    private static string WithoutHost(string target)
    {
        var scheme = target.StartsWith('/') ? -1 : target.IndexOf("://", StringComparison.Ordinal);
        return scheme < 0 ? target : target.IndexOf('/', scheme + 3) is var path and >= 0 ? target[path..] : "/";
    }

    private static string WithoutGatewayFields(string query)
    {
        if (query.Length == 0)
        {
            return query;
        }

        var pairs = query[1..].Split('&');
        var kept = Array.FindAll(pairs, pair => !IsGateways(Uri.UnescapeDataString(pair.Split('=', 2)[0].Replace('+', ' '))));
        return kept.Length == pairs.Length ? query : kept.Length == 0 ? "" : "?" + string.Join('&', kept);
    }

    private static bool IsGateways(string name) => name == KeyRing.QueryParameter || GatewayFields.Contains(name, providerOwnsMetadata: true);
}
