using System.Net;
using System.Net.WebSockets;

namespace TracedLlm.Attempts;

/// <summary>The status that a provider answered: in its response, or in the exception that a client made of it.</summary>
/// <remarks>
/// The exception is the only source if no traced client sent the request: a method may read its response itself, and a WebSocket
/// client does not hand out the response of the handshake.
/// </remarks>
internal static class AnsweredStatus
{
    private const int StatusLength = 3;

    /// <summary>
    /// Whether the response is no answer: its status is 300 or more. A redirect that the client did not follow is none, but a 304
    /// answers a conditional request (RFC 9110, section 15.4.5).
    /// </summary>
    /// <param name="response">The response.</param>
    /// <param name="sent">The request; by default the one that the response names.</param>
    public static bool IsRefusal(HttpResponseMessage response, HttpRequestMessage? sent = null) =>
        (int)response.StatusCode >= 300 && !(response.StatusCode == HttpStatusCode.NotModified && IsConditional(sent ?? response.RequestMessage));

    /// <summary>Returns the status of 300 or more that <paramref name="exception"/> reports; <see langword="null"/> if it reports none.</summary>
    public static int? Find(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case HttpRequestException { StatusCode: { } status } when (int)status >= 300:
                    return (int)status;
                case WebSocketException { WebSocketErrorCode: WebSocketError.NotAWebSocket }:
                    return FindInText(inner.Message);
            }
        }

        return null;
    }

    private static bool IsConditional(HttpRequestMessage? request) => request is { Headers.NonValidated: var headers }
        && (headers.Contains("If-None-Match") || headers.Contains("If-Modified-Since"));

    // "The server returned status code '429' when status code '101' was expected." The exception has no property for the status
    // (dotnet/runtime, ClientWebSocket has it only with CollectHttpResponseDetails). The first number of three digits is the status.
    private static int? FindInText(string message)
    {
        for (var start = 0; start <= message.Length - StatusLength; start++)
        {
            var end = start + StatusLength;
            if (message.AsSpan(start, StatusLength).ContainsAnyExceptInRange('0', '9')
                || (start > 0 && char.IsAsciiDigit(message[start - 1]))
                || (end < message.Length && char.IsAsciiDigit(message[end])))
            {
                continue;
            }

            var status = int.Parse(message.AsSpan(start, StatusLength), System.Globalization.CultureInfo.InvariantCulture);
            return status is >= 300 and < 600 ? status : null;
        }

        return null;
    }
}
