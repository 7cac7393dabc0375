using Microsoft.AspNetCore.Http.Features;

namespace TracedLlm.Samples.Gateway;

/// <summary>The path and query of a pass-through below the provider's base address, with every byte as the caller sent it.</summary>
internal sealed record PassThroughTarget(string Path, string Query)
{
    /// <exception cref="BadRequestException">The path contains a segment <c>.</c> or <c>..</c>.</exception>
    public static PassThroughTarget Read(HttpRequest http, string? callersKey)
    {
        // Routing has only the decoded path, in which %2F of an ARN and a slash, or %3A and a colon, are the same.
        var path = PathOf(http.HttpContext);
        var vendorEnd = path.IndexOf('/', 1);
        var rest = vendorEnd < 0 ? "" : path[(vendorEnd + 1)..];
        return rest.Split('/', '\\').SelectMany(segment => Uri.UnescapeDataString(segment).Split('/', '\\')).Any(segment => segment is "." or "..")
            ? throw new BadRequestException("The path must not contain the segments '.' and '..'.")
            : new(rest, WithoutGatewayFields(http.QueryString.Value ?? "", callersKey));
    }

    /// <summary>The path as the caller sent it, with the vendor's segment.</summary>
    public static string PathOf(HttpContext http) => WithoutHost(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget).Split('?', 2)[0];

    // A proxy may send the whole URL (RFC 9112, 3.2.2).
    private static string WithoutHost(string target)
    {
        var scheme = target.StartsWith('/') ? -1 : target.IndexOf("://", StringComparison.Ordinal);
        return scheme < 0 ? target : target.IndexOf('/', scheme + 3) is var path and >= 0 ? target[path..] : "/";
    }

    private static string WithoutGatewayFields(string query, string? callersKey)
    {
        if (query.Length == 0)
        {
            return query;
        }

        var pairs = query[1..].Split('&');
        var kept = Array.FindAll(pairs, pair => pair.Split('=', 2) is var parts && !IsGateways(Decoded(parts[0])) && !KeyRing.HoldsKey(Decoded(parts[^1]), callersKey));
        return kept.Length == pairs.Length ? query : kept.Length == 0 ? "" : "?" + string.Join('&', kept);
    }

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static bool IsGateways(string name) => name == KeyRing.QueryParameter || FieldRules.UseInQuery(name, WireFormats.PassThrough) != FieldUse.Forwarded;
}
