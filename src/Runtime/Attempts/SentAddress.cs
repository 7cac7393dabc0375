using TracedLlm.Facts;
using TracedLlm.Secrets;
using TracedLlm.Tree;

namespace TracedLlm.Attempts;

/// <summary>The attributes of an attempt that say where its HTTP request goes.</summary>
internal static class SentAddress
{
    /// <summary>The most attributes that <see cref="Read"/> finds.</summary>
    public const int Most = 4;

    /// <summary>Reads method, host, port and URL of <paramref name="request"/>.</summary>
    /// <returns>The number of attributes in <paramref name="tags"/>.</returns>
    public static int Read(HttpRequestMessage request, Span<KeyValuePair<string, object?>> tags)
    {
        tags[0] = new(HttpAttributes.RequestMethod, request.Method.Method);
        if (request.RequestUri is not { IsAbsoluteUri: true } uri)
        {
            return 1;
        }

        tags[1] = new(HttpAttributes.ServerAddress, uri.IdnHost);
        tags[2] = new(HttpAttributes.ServerPort, BoxedNumber.Get(uri.Port));
        tags[3] = new(HttpAttributes.UrlFull, UrlOf(uri));
        return Most;
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
        return RecurringTexts.ContainsSecret(url) ? null : url;
    }
}
