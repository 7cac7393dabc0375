using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace TracedLlm.Secrets;

/// <summary>
/// Takes secrets out of what exceptions say before it is written on a span: keys and tokens by their form, and whatever the
/// request itself was authorised with. Also tells whether a value of metadata holds one.
/// </summary>
internal static partial class SecretRedaction
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Replacement = "[redacted]";

    // A shorter header value is no secret worth the name, and would be found in ordinary words.
    private const int ShortestSecret = 8;

    /// <summary>Request headers that hold secrets: of OpenAI and Azure, Anthropic, Google, LiteLLM, proxies and browsers.</summary>
    private static readonly string[] SecretHeaders =
        ["Authorization", "x-api-key", "api-key", "x-goog-api-key", "x-litellm-api-key", "Ocp-Apim-Subscription-Key", "Proxy-Authorization", "Cookie"];

    /// <summary>The secrets that <paramref name="request"/> was sent with, the longest first.</summary>
    public static string[] SecretsOf(HttpRequest request)
    {
        List<string> secrets = [];
        foreach (var name in SecretHeaders)
        {
            foreach (var value in request.Headers[name])
            {
                Add(value);

                // "Bearer", "Basic" and their like are no secret; what follows is.
                Add(value?[(value.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            }
        }

        foreach (var (name, values) in request.Query)
        {
            if (name.Equals("key", StringComparison.OrdinalIgnoreCase) || SecretNames.Match(name))
            {
                Add(values);
            }
        }

        return [.. secrets.Distinct(StringComparer.Ordinal).OrderByDescending(secret => secret.Length)];

        void Add(string? value)
        {
            if (value?.Trim() is { Length: >= ShortestSecret } secret)
            {
                secrets.Add(secret);
            }
        }
    }

    /// <summary><paramref name="text"/> without secrets.</summary>
    /// <param name="text">What an exception says.</param>
    /// <param name="secrets">Those of the request; see <see cref="SecretsOf"/>.</param>
    public static string Redact(string text, IReadOnlyList<string> secrets)
    {
        foreach (var secret in secrets)
        {
            text = text.Replace(secret, Replacement, StringComparison.Ordinal);
        }

        text = Schemes().Replace(text, "$1 " + Replacement);
        text = Keys().Replace(text, Replacement);
        return Pairs().Replace(text, "$1" + Replacement);
    }

    /// <summary>Whether <paramref name="text"/> holds a key or a token, by its form.</summary>
    public static bool IsIn(string text) => text.Length >= ShortestSecret && (Keys().IsMatch(text) || Schemes().IsMatch(text));

    /// <summary>Credentials behind the scheme of an <c>Authorization</c> header.</summary>
    [GeneratedRegex(@"\b(Bearer|Basic)\s+(?:(?=[A-Za-z._~+/=-]*[0-9])[A-Za-z0-9._~+/=-]{8,}|[A-Za-z0-9._~+/=-]{20,})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Schemes();

    /// <summary>Keys by the form that their issuers give them: OpenAI, Anthropic and LiteLLM, Groq, xAI, Google, AWS, GitHub, Slack, Hugging Face, LangSmith; and JSON web tokens.</summary>
    [GeneratedRegex(
        @"(?<![A-Za-z0-9])(?:(?:sk|pk|rk)-[A-Za-z0-9_-]{8,}|(?:gsk_|xai-|ghp_|gho_|ghs_|github_pat_|hf_|lsv2_|xox[abprs]-)[A-Za-z0-9_-]{8,}|AIza[A-Za-z0-9_-]{30,}|(?:AKIA|ASIA)[A-Z0-9]{16}|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Keys();

    /// <summary>Values behind a name that sounds like a secret's, as in a URL, a header or JSON.</summary>
    [GeneratedRegex(
        @"((?:api[_-]?key|subscription-key|access[_-]?token|client[_-]?secret|password|authorization|[?&]key)[""']?\s*[=:]\s*[""']?)(?!\[redacted\]|Bearer\s|Basic\s)[^\s""'&,;}\]]{4,}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pairs();
}
