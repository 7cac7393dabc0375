namespace TracedLlm.Secrets;

/// <summary>Finds the credentials in a request to a provider, because a provider may repeat them in its response.</summary>
internal static class SentSecrets
{
    // Shorter texts occur in ordinary words.
    private const int ShortestSecret = 8;

    private static readonly string[] QueryNames = ["key", "sig", "code"];

    public static IEnumerable<string> Find(HttpRequestMessage request) =>
        OfHeaders(request).Concat(OfQuery(request.RequestUri)).Where(secret => secret.Length >= ShortestSecret);

    private static IEnumerable<string> OfHeaders(HttpRequestMessage request)
    {
        foreach (var header in request.Headers.NonValidated)
        {
            if (SecretNames.IsSecret(header.Key))
            {
                foreach (var value in header.Value)
                {
                    // The secret is the text behind the scheme, as in "Bearer …".
                    yield return value[(value.IndexOf(' ', StringComparison.Ordinal) + 1)..];
                }
            }
        }
    }

    private static IEnumerable<string> OfQuery(Uri? uri)
    {
        if (uri is not { IsAbsoluteUri: true, Query.Length: > 1 })
        {
            yield break;
        }

        foreach (var pair in uri.Query[1..].Split('&'))
        {
            if (pair.Split('=', 2) is [var name, var value]
                && (SecretNames.IsSecret(name) || QueryNames.Contains(name, StringComparer.OrdinalIgnoreCase)))
            {
                yield return Uri.UnescapeDataString(value);
            }
        }
    }
}
