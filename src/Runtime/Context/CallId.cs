using Microsoft.AspNetCore.Http;
using TracedLlm.Secrets;

namespace TracedLlm.Context;

/// <summary>The id of a call: a caller, a gateway's logs and its spans use it for the same request.</summary>
internal static class CallId
{
    private const string Header = "x-litellm-call-id";
    // Bounds an attribute that the caller writes.
    private const int MaxLength = 128;

    /// <summary>
    /// Reads the id that the caller sends; <see langword="null"/> if the header is absent, is not 1 to 128 visible ASCII characters, or
    /// contains a secret: the response and the logs repeat the id.
    /// </summary>
    public static string? Read(HttpRequest request) =>
        request.Headers[Header] is [{ } id] && IsValid(id) ? id : null;

    public static bool IsValid(string id) => id.Length is > 0 and <= MaxLength && !id.AsSpan().ContainsAnyExceptInRange('!', '~') && !SecretRedaction.ContainsSecret(id);
}
