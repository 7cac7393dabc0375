namespace TracedLlm.Samples.Gateway;

/// <summary>
/// The caller's headers as a guardrail service sees them: the values of a few, and of all others that they are present. Credentials are
/// never shown, even if a setting names their header.
/// </summary>
internal static class GuardrailHeaders
{
    private const string Present = "[present]";

    // LiteLLM's list.
    private static readonly string[] Shown = ["host", "accept-encoding", "connection", "accept", "content-type", "user-agent", "content-length"];
    private static readonly string[] ShownPrefixes = ["x-stainless-", "x-litellm-"];

    private static readonly string[] Credentials =
    [
        "authorization", "proxy-authorization", "cookie", "x-api-key", "api-key", "x-goog-api-key", "x-litellm-api-key", "ocp-apim-subscription-key", "x-amz-security-token",
    ];

    // Parts of the names of headers that carry secrets.
    private static readonly string[] SecretWords = ["key", "token", "secret", "password", "credential", "auth"];

    public static IEnumerable<(string Name, string Value)> Read(LlmRequest request, IReadOnlyCollection<string> alsoShown) => request.Headers
        .Where(header => !header.Key.StartsWith(':'))
        .Select(header => (Name: header.Key.ToLowerInvariant(), Value: header.Value.ToString()))
        .Select(header => (header.Name, IsShown(header.Name, header.Value, request, alsoShown) ? header.Value : Present));

    private static bool IsShown(string name, string value, LlmRequest request, IReadOnlyCollection<string> alsoShown) =>
        !Credentials.Contains(name)
        && !KeyRing.HoldsKey(value, request.CallersKey)
        && (alsoShown.Contains(name, StringComparer.OrdinalIgnoreCase)
            || ((Shown.Contains(name) || Array.Exists(ShownPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
                && !Array.Exists(SecretWords, word => name.Contains(word, StringComparison.Ordinal))));
}
