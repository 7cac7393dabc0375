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
    /// Creates an id: a UUID of version 4 (RFC 9562). It identifies and grants nothing, so that it needs no cryptographic random numbers,
    /// which take a system call.
    /// </summary>
    public static string Create()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.Shared.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>
    /// Reads the id that the caller sends; <see langword="null"/> if the header is absent, is not 1 to 128 visible ASCII characters, or
    /// contains a secret: the response and the logs repeat the id.
    /// </summary>
    public static string? Read(HttpRequest request) =>
        request.Headers[Header] is [{ } id] && IsValid(id) ? id : null;

    public static bool IsValid(string id) => id.Length is > 0 and <= MaxLength && !id.AsSpan().ContainsAnyExceptInRange('!', '~') && !SecretRedaction.ContainsSecret(id);
}
