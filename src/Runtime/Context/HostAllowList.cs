namespace TracedLlm;

/// <summary>Hosts that may receive something: <c>api.example.com</c>, <c>localhost:8080</c>, <c>*.example.com</c>, or <c>*</c> for all.</summary>
internal sealed class HostAllowList(IEnumerable<string> patterns)
{
    private readonly string[] _patterns = [.. patterns];

    public bool IsEmpty => _patterns.Length == 0;

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

        if (pattern.StartsWith("*.", StringComparison.Ordinal))
        {
            return uri.IdnHost.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase);
        }

        return pattern.Equals(uri.IdnHost, StringComparison.OrdinalIgnoreCase)
            || pattern.Equals(uri.Authority, StringComparison.OrdinalIgnoreCase);
    }
}
