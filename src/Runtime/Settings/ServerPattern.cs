using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TracedLlm.Settings;

/// <summary>
/// Servers that destinations may name: <c>langfuse.example.com</c> (https, port 443), <c>localhost:3000</c> (this port),
/// <c>http://langfuse.internal:3000</c> (this scheme and port), the same with <c>*.example.com</c>, and <c>*</c> for all.
/// </summary>
internal sealed class ServerPattern
{
    private const string All = "*";
    private const string AnySubdomain = "*.";
    private const string SchemeEnd = "://";

    // Characters that end the host in an address, or that a parser of addresses replaces.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("/\\@?#%");

    private readonly string? _scheme;
    private readonly string _host;
    private readonly int _port;
    private readonly bool _hasSubdomains;

    private ServerPattern(string? scheme, string host, int port, bool hasSubdomains) =>
        (_scheme, _host, _port, _hasSubdomains) = (scheme, host, port, hasSubdomains);

    /// <summary>Whether a text is a pattern.</summary>
    public static bool IsPattern(string? text) => TryParse(text, out _);

    /// <summary>The pattern of a text that <see cref="IsPattern"/> allows.</summary>
    public static ServerPattern Parse(string text) =>
        TryParse(text, out var pattern) ? pattern : throw new ArgumentException($"'{text}' is no pattern of servers.", nameof(text));

    /// <summary>Whether the server of an address may be named. Another scheme or port is another server.</summary>
    public bool Allows(Uri address) =>
        _host.Length == 0 || (address.Port == _port && (_scheme is null || address.Scheme == _scheme) && HasHost(address));

    /// <summary>Whether the host of an address matches, with whatever scheme and port.</summary>
    public bool HasHost(Uri address) => _hasSubdomains
        ? address.IdnHost.EndsWith($".{_host}", StringComparison.Ordinal)
        : address.IdnHost.Equals(_host, StringComparison.Ordinal);

    private static bool TryParse(string? text, [MaybeNullWhen(false)] out ServerPattern pattern)
    {
        pattern = null;
        if (text == All)
        {
            pattern = new(null, "", 0, hasSubdomains: true);
            return true;
        }

        if (string.IsNullOrEmpty(text) || text.Any(char.IsWhiteSpace))
        {
            return false;
        }

        var end = text.IndexOf(SchemeEnd, StringComparison.Ordinal);
        var scheme = end < 0 ? null : text[..end].ToLowerInvariant();
        var server = end < 0 ? text : text[(end + SchemeEnd.Length)..];
        var hasSubdomains = server.StartsWith(AnySubdomain, StringComparison.Ordinal);
        server = hasSubdomains ? server[AnySubdomain.Length..] : server;
        if (scheme is not (null or "http" or "https")
            || server.AsSpan().ContainsAny(Forbidden)
            || server.Contains('*', StringComparison.Ordinal)
            || !Uri.TryCreate($"{scheme ?? Uri.UriSchemeHttps}{SchemeEnd}{server}", UriKind.Absolute, out var uri)
            || uri.Host.Length == 0)
        {
            return false;
        }

        // An explicit port without a scheme is open to both schemes: nothing says which one the server speaks.
        var hasPort = server.EndsWith(string.Create(CultureInfo.InvariantCulture, $":{uri.Port}"), StringComparison.Ordinal);
        pattern = new(scheme ?? (hasPort ? null : Uri.UriSchemeHttps), uri.IdnHost, uri.Port, hasSubdomains);
        return true;
    }
}
