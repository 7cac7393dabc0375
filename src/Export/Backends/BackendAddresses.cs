namespace TracedLlm.Export.Backends;

/// <summary>Completes a configured address: a host, a base address or a whole address becomes the address that spans are posted to.</summary>
internal static class BackendAddresses
{
    public const string TracesPath = "v1/traces";

    private const string SchemeEnd = "://";
    private const string Allowed = "absolute http:// and https:// addresses";
    private const string AllowedHosts = "hosts, and http:// and https:// addresses";

    // Splunk's path for traces.
    private const string OwnPath = "/v2/trace/otlp";

    // A collector is often configured with the path of another signal.
    private static readonly string[] SignalPaths = [TracesPath, "v1/metrics", "v1/logs"];

    /// <summary>Parses an address.</summary>
    /// <param name="text">The configured text.</param>
    /// <param name="source">The setting, for messages.</param>
    /// <param name="scheme">The scheme of an address without one; <see langword="null"/> if an address needs a scheme.</param>
    /// <exception cref="InvalidOperationException">The text is no address; the message names the setting.</exception>
    public static Uri Parse(string text, string? source, string? scheme = null)
    {
        var whole = scheme is not null && !text.Contains("://", StringComparison.Ordinal) ? $"{scheme}://{text}" : text;
        if (!Uri.TryCreate(whole, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
        {
            throw BackendValues.Refused(source, WithoutSecrets(text), scheme is null ? Allowed : AllowedHosts);
        }

        // The message does not repeat the value, which has a password.
        return uri.UserInfo.Length == 0
            ? uri
            : throw new InvalidOperationException($"{source} has a user name or a password. Allowed: addresses without them.");
    }

    /// <summary>
    /// Appends <paramref name="path"/>, or the part of it that the address does not end with already.
    /// </summary>
    public static Uri Complete(Uri uri, string path = TracesPath)
    {
        var segments = path.Split('/');
        var own = uri.AbsolutePath.TrimEnd('/');
        var known = segments.Length;
        while (known > 0 && !own.EndsWith($"/{string.Join('/', segments[..known])}", StringComparison.Ordinal))
        {
            known--;
        }

        return ReplacePath(uri, string.Join('/', [own, .. segments[known..]]));
    }

    /// <summary>Completes the address of a collector. The path of another signal is replaced by <paramref name="path"/>.</summary>
    public static Uri CompleteOtlp(Uri uri, string path = TracesPath)
    {
        var own = uri.AbsolutePath.TrimEnd('/');
        if (IsForSpansOnly(uri))
        {
            return ReplacePath(uri, own);
        }

        return Array.Find(SignalPaths, other => other != path && own.EndsWith($"/{other}", StringComparison.Ordinal)) is { } sibling
            ? ReplacePath(uri, $"{own[..^sibling.Length]}{path}")
            : Complete(uri, path);
    }

    /// <summary>Whether the path of an address is one that takes spans alone, and that is not completed.</summary>
    public static bool IsForSpansOnly(Uri uri) => uri.AbsolutePath.TrimEnd('/').EndsWith(OwnPath, StringComparison.Ordinal);

    /// <summary>The scheme and the authority of an address, which gRPC needs.</summary>
    public static Uri Authority(Uri uri) => new(uri.GetLeftPart(UriPartial.Authority));

    // The part before an @ is a password, and the part after a question mark may be a key. A port that is no number is a password
    // whose host was forgotten.
    private static string WithoutSecrets(string text)
    {
        var scheme = text.IndexOf(SchemeEnd, StringComparison.Ordinal);
        var start = scheme < 0 ? 0 : scheme + SchemeEnd.Length;
        var at = text.LastIndexOf('@');
        if (at >= 0)
        {
            start = at < start ? 0 : start;
            text = string.Concat(text.AsSpan(0, start), BackendHeader.Hidden, text.AsSpan(at));
            start += BackendHeader.Hidden.Length;
        }

        var query = text.AsSpan(start).IndexOfAny('?', '#');
        text = query < 0 ? text : string.Concat(text.AsSpan(0, start + query + 1), BackendHeader.Hidden);
        var port = text.AsSpan(start).IndexOf(':') + start + 1;
        return port == start || text.AsSpan(port).IndexOfAnyExceptInRange('0', '9') is var rest && (rest < 0 || (rest > 0 && text[port + rest] == '/'))
            ? text
            : string.Concat(text.AsSpan(0, port), BackendHeader.Hidden);
    }

    private static Uri ReplacePath(Uri uri, string path) => new UriBuilder(uri) { Path = path, Fragment = "" }.Uri;
}
