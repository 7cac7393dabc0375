using System.Collections.Frozen;
using TracedLlm.Export.Backends;

namespace TracedLlm.Export.Tenants;

/// <summary>What a request may not say about a destination, although a key or a team may.</summary>
internal static class RequestRules
{
    // Proxies and servers take the path, the method, the caller or another connection from these. Content-Length and the like are refused
    // for everyone: BackendHeaders.
    private static readonly FrozenSet<string> Steering = FrozenSet.ToFrozenSet(
        [
            "x-original-url", "x-original-uri", "x-rewrite-url", "x-http-method", "x-http-method-override", "x-method-override",
            "forwarded", "via", "x-real-ip", "upgrade", "expect", "trailer", "keep-alive", "http2-settings",
        ],
        StringComparer.OrdinalIgnoreCase);

    private static readonly string[] SteeringPrefixes = ["x-forwarded-", "proxy-"];

    /// <summary>Why a request may not have this destination; <see langword="null"/> if it may.</summary>
    /// <param name="configured">The destination, as its variables make it.</param>
    /// <param name="withoutPath">Its address, if the variables named scheme, host and port alone; <see langword="null"/> if they name no address.</param>
    /// <param name="operators">The operator's own address of the backend.</param>
    public static string? FindProblem(ConfiguredBackend configured, Uri? withoutPath, Uri operators)
    {
        var address = configured.Address;
        if (withoutPath is not null
            && (address.Uri.Query.Length > 0 || (!IsSame(address.Uri, withoutPath) && !IsSame(address.Uri, operators))))
        {
            return $"{address.Source} in a request has a path or a query of its own. Allowed: scheme, host and port";
        }

        return configured.Headers.FirstOrDefault(static header => IsSteering(header.Name)) is { Name: { } name }
            ? $"the headers of a request have '{name}', which can choose another path or another caller at a proxy"
            : null;
    }

    private static bool IsSteering(string header) =>
        Steering.Contains(header) || Array.Exists(SteeringPrefixes, prefix => header.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private static bool IsSame(Uri address, Uri other) =>
        address.GetLeftPart(UriPartial.Path).Equals(other.GetLeftPart(UriPartial.Path), StringComparison.Ordinal);
}
