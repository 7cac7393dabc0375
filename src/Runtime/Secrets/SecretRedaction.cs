using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace TracedLlm.Secrets;

/// <summary>
/// Removes secrets from the texts of exceptions before a span gets them: keys and tokens that it recognises by their form, and the
/// credentials of the request itself. Also recognises secrets in the values of metadata.
/// </summary>
internal static partial class SecretRedaction
{
    /// <summary>The text that replaces a secret.</summary>
    public const string Replacement = "[redacted]";

    // Words behind each other, as names have them: letters in one case, or a number such as "70b", "v2" or "4". A caller chooses the text
    // and its length. Every start of an expression looks a bounded way ahead, or the time grows with the square of the length.
    private const string Words =
        "(?:[a-z]{1,14}|[A-Z][a-z]{1,13}|v?[0-9]{1,2}[a-z]?)(?:[-_](?:[a-z]{1,14}|[A-Z][a-z]{1,13}|v?[0-9]{1,2}[a-z]?)){0,15}(?![A-Za-z0-9_-])";

    // Shorter header values occur in ordinary words, and are too short for a secret.
    private const int ShortestSecret = 8;

    /// <summary>The request headers that contain secrets: of OpenAI and Azure, Anthropic, Google, LiteLLM, proxies and browsers.</summary>
    private static readonly string[] SecretHeaders =
        ["Authorization", "x-api-key", "api-key", "x-goog-api-key", "x-litellm-api-key", "Ocp-Apim-Subscription-Key", "Proxy-Authorization", "Cookie"];

    /// <summary>The secrets in the headers and the query of <paramref name="request"/>, the longest first.</summary>
    public static string[] SecretsOf(HttpRequest request)
    {
        List<string> secrets = [];
        foreach (var name in SecretHeaders)
        {
            foreach (var value in request.Headers[name])
            {
                Add(value);

                // The scheme, such as "Bearer" or "Basic", is not secret; the text behind it is.
                Add(value?[(value.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            }
        }

        foreach (var (name, values) in request.Query)
        {
            if (name.Equals("key", StringComparison.OrdinalIgnoreCase) || SecretNames.IsSecret(name))
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

    /// <summary>Replaces the secrets in <paramref name="text"/>.</summary>
    /// <param name="text">The text of an exception.</param>
    /// <param name="secrets">The secrets of the request; see <see cref="SecretsOf"/>.</param>
    public static string Redact(string text, IReadOnlyList<string> secrets)
    {
        foreach (var secret in secrets)
        {
            text = text.Replace(secret, Replacement, StringComparison.Ordinal);
        }

        text = Schemes().Replace(text, "$1 " + Replacement);
        text = Keys().Replace(text, Replacement);
        text = WordyKeys().Replace(text, Replacement);
        text = MaskedKeys().Replace(text, Replacement);
        text = UrlPasswords().Replace(text, "$1" + Replacement + "@");
        text = PrivateKeys().Replace(text, Replacement);
        return Pairs().Replace(text, "$1" + Replacement);
    }

    /// <summary>Whether <paramref name="text"/> contains a key or token that is recognised by its form.</summary>
    public static bool ContainsSecret(ReadOnlySpan<char> text) =>
        SecretMarks.AreIn(text)
        && (Keys().IsMatch(text) || Schemes().IsMatch(text) || PrivateKeys().IsMatch(text) || UrlPasswords().IsMatch(text) || Assignments().IsMatch(text));

    /// <summary>Replaces the keys and tokens that are recognised by their form; the same text if it has none.</summary>
    public static string RemoveForms(string text) => SecretMarks.AreIn(text) ? ReplaceForms(text) : text;

    /// <summary>Does what <see cref="RemoveForms"/> does, whether the text has the beginning of a form or not.</summary>
    internal static string ReplaceForms(string text)
    {
        text = Schemes().Replace(text, "$1 " + Replacement);
        text = Keys().Replace(text, Replacement);
        text = UrlPasswords().Replace(text, "$1" + Replacement + "@");
        text = PrivateKeys().Replace(text, Replacement);
        return Assignments().Replace(text, "$1" + Replacement);
    }

    /// <summary>
    /// Credentials behind the scheme of an <c>Authorization</c> header. Letters alone are a word, unless they are many, or end as Base64
    /// ends.
    /// </summary>
    [GeneratedRegex(@"\b(Bearer|Basic)(?:\s|%20|\+)+(?:(?=[A-Za-z._~+/-]*[0-9=])[A-Za-z0-9._~+/=-]{8,}|[A-Za-z0-9._~+/=-]{20,})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Schemes();

    /// <summary>
    /// Keys in the form of their issuers: OpenAI, Anthropic, OpenRouter, Langfuse and LiteLLM, Cerebras, Groq, xAI, Google, AWS, GitHub,
    /// Slack, Hugging Face, Replicate, LangSmith, GitLab, Stripe, Perplexity, NVIDIA, Together, Fireworks, Databricks, npm, PyPI,
    /// DigitalOcean, Shopify, SendGrid; and JSON web tokens. A name of ordinary words behind a short mark is no key
    /// (<c>sk-learn-classifier</c>, <c>hf_text_model_v2</c>; up to 16 words): keys are random.
    /// </summary>
    [GeneratedRegex(
        @"(?<![A-Za-z0-9])(?:(?:(?:sk|pk|rk)-(?!(?!(?:proj|ant|or|lf|svcacct|admin|live|test)[-_])" + Words + @")|(?:csk-|gsk_|xai-|hf_|r8_|fw_|npm_|pplx-|nvapi-)(?!" + Words + @"))[A-Za-z0-9_-]{8,}"
        + @"|(?:gh[oprsu]_|github_pat_|lsv2_|xox[abeprs]-|xapp-|glpat-|[prs]k_(?:live|test)_|whsec_|dop_v1_|shpat_|tgp_v1_|pypi-|ya29\.|SG\.)[A-Za-z0-9_-]{8,}"
        + @"|AIza[A-Za-z0-9_-]{30,}|(?:AKIA|ASIA)[A-Z0-9]{16}|dapi[0-9a-f]{32}|eyJ[A-Za-z0-9_-]{8,2048}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Keys();

    /// <summary>
    /// What begins as a key and consists of words: in a caller's text a name, such as <c>sk-learn-classifier</c>. In the text of an
    /// exception it is removed too, because a message may quote any key and no name is missed there.
    /// </summary>
    [GeneratedRegex("(?<![A-Za-z0-9])(?:(?:sk|pk|rk)-|gsk_|xai-|hf_)[A-Za-z0-9_-]{8,}", RegexOptions.CultureInvariant)]
    private static partial Regex WordyKeys();

    /// <summary>Keys of which a provider shows the ends, as OpenAI does: <c>sk-proj-****************abcd</c>.</summary>
    [GeneratedRegex(@"(?<![A-Za-z0-9._-])[A-Za-z0-9._-]*\*{4,}[A-Za-z0-9._*-]*", RegexOptions.CultureInvariant)]
    private static partial Regex MaskedKeys();

    /// <summary>The password in a URL: <c>postgres://user:password@host</c>.</summary>
    [GeneratedRegex(@"(\b[a-z][a-z0-9+.-]{1,30}:(?://|%2F%2F)[^\s/?#:@""']*:)[^\s/?#@""']{1,2048}@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex UrlPasswords();

    /// <summary>A private key in the form of PEM (RFC 7468), also one that is cut off.</summary>
    [GeneratedRegex(@"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----(?:[\s\S]*?-----END [A-Z0-9 ]*PRIVATE KEY-----|[\s\S]*)", RegexOptions.CultureInvariant)]
    private static partial Regex PrivateKeys();

    /// <summary>A password or key in a connection string, a query or a form: <c>Password=…;</c>, <c>?api_key=…</c>, <c>api-key=…</c>.</summary>
    [GeneratedRegex(
        @"((?:\b(?:password|pwd|accountkey|sharedaccesskey|sharedaccesssignature|client_secret|(?:x[_-])?api[_-]?key|access_token)|[?&](?:key|token|sig))=)(?!\[redacted\])[^\s""'&,;}\]]{4,}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Assignments();

    /// <summary>Values behind the name of a secret, in a URL, a header or JSON.</summary>
    [GeneratedRegex(
        @"((?:api[_-]?key|account[_-]?key|shared[_-]?access[_-]?(?:key|signature)|\bpwd|[?&](?:token|sig)|subscription-key|access[_-]?token|client[_-]?secret|password|authorization|[?&]key)[""']?\s*[=:]\s*[""']?)(?!\[redacted\]|Bearer\s|Basic\s)[^\s""'&,;}\]]{4,}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pairs();
}
