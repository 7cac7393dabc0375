using System.Globalization;

namespace TracedLlm.Settings;

/// <summary>
/// The hosts that may receive a header: <c>api.example.com</c>, <c>localhost:8080</c>, <c>*.example.com</c>, or <c>*</c> for all.
/// </summary>
internal sealed class HostAllowList(IEnumerable<string> patterns)
{
    private readonly string[] _patterns = [.. patterns];

    public bool IsEmpty => _patterns.Length == 0;

    /// <summary>Whether <paramref name="pattern"/> is a valid pattern: a host, not a URL.</summary>
    public static bool IsPattern(string? pattern) =>
        pattern is { Length: > 0 } && !pattern.Contains('/', StringComparison.Ordinal) && !pattern.Any(char.IsWhiteSpace);

    public bool Allows(Uri uri)
    {
        foreach (var pattern in _patterns)
        {
            if (Matches(pattern, uri))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Matches(string pattern, Uri uri)
    {
        if (pattern == "*")
        {
            return true;
        }

        var host = WithoutPort(pattern, uri);
        if (host.StartsWith("*.", StringComparison.Ordinal))
        {
            return uri.IdnHost.AsSpan().EndsWith(host[1..], StringComparison.OrdinalIgnoreCase);
        }

        return host.Equals(uri.IdnHost, StringComparison.OrdinalIgnoreCase) || host.Equals(uri.Host, StringComparison.OrdinalIgnoreCase);
    }

    // The port in a pattern must equal the port of the address, which can be implicit: https://host has port 443.
    private static ReadOnlySpan<char> WithoutPort(string pattern, Uri uri)
    {
        var colon = pattern.LastIndexOf(':');
        return colon > 0
            && int.TryParse(pattern.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port == uri.Port
                ? pattern.AsSpan(0, colon)
                : pattern;
    }
}
