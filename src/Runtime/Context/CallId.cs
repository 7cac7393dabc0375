using Microsoft.AspNetCore.Http;

namespace TracedLlm.Context;

/// <summary>The id of a call, by which a caller, a gateway's logs and its spans name the same request.</summary>
internal static class CallId
{
    private const string Header = "x-litellm-call-id";
    private const int MaxLength = 128;

    /// <summary>The id that the caller states; <see langword="null"/> if it states none, or one that is not up to 128 visible ASCII characters.</summary>
    public static string? Read(HttpRequest request) =>
        request.Headers[Header] is [{ } id] && IsValid(id) ? id : null;

    public static bool IsValid(string id) => id.Length is > 0 and <= MaxLength && !id.AsSpan().ContainsAnyExceptInRange('!', '~');
}
