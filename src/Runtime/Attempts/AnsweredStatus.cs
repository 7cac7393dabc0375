using System.Net.WebSockets;

namespace TracedLlm.Attempts;

/// <summary>
/// Finds the status that a provider answered in the exception that a client made of it. It is the only source if no traced client
/// sent the request: a method may read its response itself, and a WebSocket client does not hand out the response of the handshake.
/// </summary>
internal static class AnsweredStatus
{
    private const int StatusLength = 3;

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
