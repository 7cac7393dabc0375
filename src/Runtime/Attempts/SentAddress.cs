using TracedLlm.Facts;
using TracedLlm.Secrets;

namespace TracedLlm.Attempts;

/// <summary>The attributes of an attempt that say where its HTTP request goes.</summary>
internal static class SentAddress
{
    /// <summary>Method, host, port and URL of <paramref name="request"/>.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> TagsOf(HttpRequestMessage request)
    {
        yield return new(HttpAttributes.RequestMethod, request.Method.Method);
        if (request.RequestUri is { IsAbsoluteUri: true } uri)
        {
            yield return new(HttpAttributes.ServerAddress, uri.IdnHost);
            yield return new(HttpAttributes.ServerPort, uri.Port);
            yield return new(HttpAttributes.UrlFull, UrlOf(uri));
        }
    }

    /// <summary>
    /// The URL without user, query and fragment, which contain keys at some providers; <see langword="null"/> if its path looks like
    /// it contains a key.
    /// </summary>
    private static string? UrlOf(Uri uri)
    {
        // GetComponents throws for the path of a URL whose canonical form is switched off (UriCreationOptions).
        var url = uri is { UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 }
            ? uri.AbsoluteUri
            : uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) + uri.AbsolutePath;
        return SecretRedaction.ContainsSecret(url) ? null : url;
    }
}
