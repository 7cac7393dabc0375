using System.Text;

namespace TracedLlm.Samples.Gateway;

/// <summary>Finds the keys that a request presents. Each SDK sends its key in a header of its own.</summary>
internal static class PresentedKeys
{
    /// <summary>The headers of LiteLLM, in its order: its own, then those of the clients of OpenAI, Azure, Anthropic, Gemini and Azure API Management.</summary>
    public static readonly IReadOnlyList<string> Headers =
        ["x-litellm-api-key", "Authorization", "api-key", "x-api-key", "x-goog-api-key", "Ocp-Apim-Subscription-Key"];

    private const string Bearer = "Bearer";
    private const string Basic = "Basic";
    private const string AwsSignature = "AWS4-HMAC-SHA256";
    private const string AwsCredential = "Credential=";

    /// <summary>All keys, first those of the headers. Most requests have one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="ownHeader">A further header, which goes before the others; <see langword="null"/> if there is none.</param>
    public static IEnumerable<string> FindAll(HttpRequest request, string? ownHeader)
    {
        if (ownHeader is not null && Read(request.Headers[ownHeader].ToString()) is { Length: > 0 } own)
        {
            yield return own;
        }

        foreach (var header in Headers)
        {
            if (Read(request.Headers[header].ToString()) is { Length: > 0 } key)
            {
                yield return key;
            }
        }

        if (request.Query[KeyRing.QueryParameter].ToString() is { Length: > 0 } inQuery)
        {
            yield return inQuery;
        }

        foreach (var protocol in request.HttpContext.WebSockets.WebSocketRequestedProtocols)
        {
            if (protocol.StartsWith(KeyRing.Subprotocol, StringComparison.Ordinal) && protocol.Length > KeyRing.Subprotocol.Length)
            {
                yield return protocol[KeyRing.Subprotocol.Length..];
            }
        }
    }

    // Some clients send the key without a scheme. A scheme alone has no key.
    private static string Read(string header)
    {
        var text = header.Trim();
        var end = text.IndexOf(' ', StringComparison.Ordinal) is var space and >= 0 ? space : text.Length;
        var scheme = text.AsSpan(0, end);
        return scheme.Equals(Bearer, StringComparison.OrdinalIgnoreCase) ? text[end..].Trim()
            : scheme.Equals(Basic, StringComparison.OrdinalIgnoreCase) ? ReadBasic(text[end..].Trim())
            : scheme.Equals(AwsSignature, StringComparison.OrdinalIgnoreCase) ? ReadAwsSignature(text[end..])
            : text;
    }

    // RFC 7617: the password is the key, or the user where the password is empty. LiteLLM also takes a key that is not encoded.
    private static string ReadBasic(string parameter)
    {
        var bytes = new byte[parameter.Length];
        if (!Convert.TryFromBase64String(parameter, bytes, out var length) || Encoding.UTF8.GetString(bytes, 0, length) is var pair && !pair.Contains(':', StringComparison.Ordinal))
        {
            return parameter;
        }

        var parts = pair.Split(':', 2);
        return parts[1].Length > 0 ? parts[1] : parts[0];
    }

    // A client of AWS that signs its requests has the key as the id of its access key, or, by LangChain, as "Bearer KEY".
    private static string ReadAwsSignature(string parameter)
    {
        var start = parameter.IndexOf(AwsCredential, StringComparison.Ordinal);
        if (start < 0)
        {
            return "";
        }

        var credential = parameter[(start + AwsCredential.Length)..].Split('/', ',')[0].Trim();
        return credential.StartsWith(Bearer + " ", StringComparison.OrdinalIgnoreCase) ? credential[(Bearer.Length + 1)..].Trim() : credential;
    }
}
