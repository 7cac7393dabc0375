using System.Collections.Frozen;
using System.Net.Http.Headers;
using Microsoft.Extensions.Primitives;

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// The headers that a pass-through relays in both directions: all of them, except those of a single connection (RFC 9110, 7.6.1),
/// credentials, trace context, and the headers that belong to the gateway and its proxies.
/// </summary>
internal static class PassThroughHeaders
{
    private static readonly string[] OfConnection =
        ["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "expect", "content-length"];

    private static readonly FrozenSet<string> NotToProvider = Names(
    [
        .. OfConnection,
        "host",

        // Credentials of the caller. The gateway sends its own key.
        "authorization", "proxy-authorization", "cookie", "x-api-key", "api-key", "x-goog-api-key", "x-amz-security-token",
        "ocp-apim-subscription-key", "apikey", "x-auth-token", "x-access-token", "x-id-token",

        // Credentials and names of the user, which a proxy adds after it has signed the user in: Cloudflare, Google, Pomerium, Authelia, RFC 9440.
        // See also the prefixes.
        "cf-aig-authorization", "x-goog-iap-jwt-assertion", "x-serverless-authorization", "x-remote-user", "x-webauth-user",
        "remote-user", "remote-groups", "remote-email", "remote-name", "client-cert", "client-cert-chain", "x-client-cert", "x-arr-clientcert",

        // A compressed response could not be traced, and could not end with an error.
        "accept-encoding",

        // Proxies in front of the gateway add these headers, or a browser does. A provider would take the call for a browser's.
        "forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip", "cf-ipcountry", "cf-ray", "cf-visitor", "cdn-loop", "origin", "referer",
        "access-control-request-method", "access-control-request-headers", "access-control-request-private-network",

        // Trace context. TracedLlm adds traceparent for the hosts that may have it.
        "traceparent", "tracestate", "baggage", "b3", "uber-trace-id", "sentry-trace", "x-amzn-trace-id", "x-cloud-trace-context",
        "grpc-trace-bin", "elastic-apm-traceparent", "newrelic",
    ]);

    private static readonly string[] NotToProviderPrefixes =
    [
        "cf-access-", "x-goog-authenticated-user-", "x-amzn-oidc-", "x-amzn-mtls-", "x-ms-token-", "x-ms-client-principal", "x-auth-request-",
        "x-pomerium-", "x-authentik-", "x-vouch-", "tailscale-user-", "ssl-client-", "x-ssl-client-",
        "proxy-", "x-forwarded-", "sec-", "x-litellm-", "litellm-", "langfuse_", "langsmith_", "x-b3-", "x-datadog-", "x-ot-", "uberctx-",
    ];

    private static readonly FrozenSet<string> NotToCaller = Names(
    [
        .. OfConnection.Where(name => name != "content-length"),
        "proxy-authenticate", "www-authenticate", "set-cookie", "set-cookie2",

        // Security headers of the provider's site: in a browser they would count for the gateway's site.
        "strict-transport-security", "content-security-policy", "content-security-policy-report-only", "x-frame-options", "x-xss-protection",
        "x-content-type-options", "x-permitted-cross-domain-policies", "referrer-policy", "permissions-policy", "feature-policy",
        "expect-ct", "public-key-pins", "clear-site-data", "origin-agent-cluster", "timing-allow-origin", "nel", "report-to", "reporting-endpoints",
        "alt-svc", "server", "date", "via", "link", "refresh",
        "traceparent", "tracestate",
    ]);

    private static readonly string[] NotToCallerPrefixes = ["access-control-", "cross-origin-", "x-litellm-"];

    /// <summary>The headers of <paramref name="request"/> for the provider.</summary>
    public static IEnumerable<(string Name, string Value)> FromCaller(LlmRequest request)
    {
        var listed = TokensIn(request.Headers.Connection);
        foreach (var (name, values) in request.Headers)
        {
            if (NotToProvider.Contains(name) || StartsWithAny(name, NotToProviderPrefixes) || listed.Contains(name))
            {
                continue;
            }

            foreach (var value in values)
            {
                if (value is not null && !KeyRing.HoldsKey(value, request.CallersKey))
                {
                    yield return (name, value);
                }
            }
        }
    }

    /// <summary>The headers of <paramref name="response"/> for the caller.</summary>
    public static IEnumerable<(string Name, StringValues Values)> FromProvider(HttpResponseMessage response)
    {
        var listed = TokensIn(new StringValues([.. response.Headers.Connection]));
        return response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .Where(header => !NotToCaller.Contains(header.Key) && !StartsWithAny(header.Key, NotToCallerPrefixes) && !listed.Contains(header.Key))
            .Select(header => (header.Key, Writable(header.Value)))
            .Where(header => header.Item2.Count > 0);
    }

    /// <summary>Whether <see cref="HttpClient"/> keeps the header with the body.</summary>
    public static bool IsOfContent(string name) =>
        name.StartsWith("content-", StringComparison.OrdinalIgnoreCase) || name.Equals("expires", StringComparison.OrdinalIgnoreCase)
        || name.Equals("last-modified", StringComparison.OrdinalIgnoreCase) || name.Equals("allow", StringComparison.OrdinalIgnoreCase);

    // The server refuses to send control characters.
    private static StringValues Writable(HeaderStringValues values) => new([.. values.Where(value => !value.Any(char.IsControl))]);

    private static FrozenSet<string> Names(IEnumerable<string> names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static HashSet<string> TokensIn(StringValues connection) =>
        connection.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static bool StartsWithAny(string name, string[] prefixes) =>
        Array.Exists(prefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
