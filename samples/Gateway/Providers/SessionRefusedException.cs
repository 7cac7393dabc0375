using System.Net;

namespace TracedLlm.Samples.Gateway;

/// <summary>A provider answered the request for a session with a status instead of a session.</summary>
internal sealed class SessionRefusedException(string message, HttpStatusCode status, IReadOnlyDictionary<string, IEnumerable<string>> headers)
    : HttpRequestException(message, inner: null, status)
{
    /// <summary>The headers of the answer.</summary>
    public IReadOnlyDictionary<string, IEnumerable<string>> Headers { get; } = headers;

    /// <summary>The header <c>Location</c>.</summary>
    public string? Location => Headers.TryGetValue("Location", out var values) ? values.FirstOrDefault() : null;
}
