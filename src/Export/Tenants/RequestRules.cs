using System.Collections.Frozen;
using TracedLlm.Export.Backends;

namespace TracedLlm.Export.Tenants;

/// <summary>What a request may not say about a destination, although a key or a team may.</summary>
internal static class RequestRules
{
    // Proxies and servers take path, method, caller and connection from many headers, and no list of those is whole. So a request brings
    // what names a credential, or a place for traces, in the words of backends. Reserved headers are refused for everyone: BackendHeaders.
    private static readonly FrozenSet<string> Allowed = FrozenSet.ToFrozenSet(
        [
            "authorization", "key", "apikey", "token", "secret", "dsn",
            "tenant", "scope", "orgid", "org", "organization", "team", "account", "project", "workspace", "space", "dataset", "stream",
        ],
        StringComparer.OrdinalIgnoreCase);

    // With one of these such a header is something else: Proxy-Authorization, X-Forwarded-Access-Token, Sec-WebSocket-Key.
    private static readonly FrozenSet<string> Steering = FrozenSet.ToFrozenSet(
        [
            "forwarded", "proxy", "envoy", "original", "override", "rewrite", "host", "path", "url", "uri", "method", "http", "grpc",
            "websocket", "cookie", "user", "email", "ip", "cert",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Why a request may not have this destination; <see langword="null"/> if it may.</summary>
    /// <param name="address">Its address, as its variables make it.</param>
    /// <param name="withoutPath">The address, if the variables named scheme, host and port alone; <see langword="null"/> if they name no address.</param>
    /// <param name="operators">The operator's own address of the backend.</param>
    /// <param name="headers">The headers that the variables name.</param>
    public static string? FindProblem(BackendAddress address, Uri? withoutPath, Uri operators, IEnumerable<BackendHeader> headers)
    {
        if (withoutPath is not null
            && (address.Uri.Query.Length > 0 || (!IsSame(address.Uri, withoutPath) && !IsSame(address.Uri, operators))))
        {
            return $"{address.Source} in a request has a path or a query of its own. Allowed: scheme, host and port";
        }

        return headers.FirstOrDefault(static header => !IsAllowed(header.Name)) is { Name: { } name }
            ? $"the headers of a request have '{name}'. Allowed: headers for a credential, a tenant or a project, such as Authorization, X-Api-Key and X-Scope-OrgID; others can choose another path or another caller at a proxy"
            : null;
    }

    private static bool IsAllowed(string header)
    {
        var words = header.Split('-', '_', '.');
        return Array.Exists(words, Allowed.Contains) && !Array.Exists(words, Steering.Contains);
    }

    private static bool IsSame(Uri address, Uri other) =>
        address.GetLeftPart(UriPartial.Path).Equals(other.GetLeftPart(UriPartial.Path), StringComparison.Ordinal);
}
