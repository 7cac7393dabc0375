using System.Net.Sockets;
using System.Security.Authentication;
using TracedLlm.Export.Backends;

namespace TracedLlm.Export.Transport;

/// <summary>Says why a request got no answer: the innermost reason, and the question that it raises.</summary>
internal static class NetworkFailure
{
    // With these errors there was no connection that a server could have ended.
    private static readonly SocketError[] BeforeConnection =
    [
        SocketError.HostNotFound, SocketError.NoData, SocketError.TryAgain, SocketError.ConnectionRefused, SocketError.TimedOut,
        SocketError.HostUnreachable, SocketError.NetworkUnreachable,
    ];

    // The longest of these messages that is kept, in characters.
    private const int Longest = 200;

    /// <summary>Whether the exception of a request is a failure of the network.</summary>
    public static bool Matches(Exception exception) => exception is HttpRequestException or IOException;

    /// <summary>The reason, in a few words, without a part of the request.</summary>
    /// <param name="exception">The exception of the request.</param>
    /// <param name="endpoint">Where it went.</param>
    public static string Describe(Exception exception, BackendEndpoint endpoint)
    {
        var chain = Chain(exception).ToList();
        var error = chain.Select(ErrorOf).FirstOrDefault(static kind => kind != HttpRequestError.Unknown);
        var message = chain[^1].Message.ReplaceLineEndings(" ").Trim().TrimEnd('.');
        message = message.Length > Longest ? message[..Longest] + "…" : message;
        if (error == HttpRequestError.SecureConnectionError || chain.Exists(static inner => inner is AuthenticationException))
        {
            return $"TLS failed: {message}{AskAboutTls(chain, message, endpoint)}";
        }

        var code = chain.OfType<SocketException>().FirstOrDefault()?.SocketErrorCode;
        var reason = code switch
        {
            SocketError.HostNotFound or SocketError.NoData => "unknown host name",
            SocketError.TryAgain => "the host name could not be looked up",
            SocketError.ConnectionRefused => "connection refused",
            SocketError.ConnectionReset => "connection reset",
            SocketError.TimedOut => "no connection in time",
            SocketError.HostUnreachable => "host unreachable",
            SocketError.NetworkUnreachable => "network unreachable",
            _ => message,
        };
        return code is { } met && Array.IndexOf(BeforeConnection, met) >= 0
            ? $"network error: {reason}"
            : $"network error: {reason}{Ask(error, reason, message, endpoint)}";
    }

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            yield return inner;
        }
    }

    private static HttpRequestError ErrorOf(Exception exception) => exception switch
    {
        HttpRequestException request => request.HttpRequestError,
        HttpIOException io => io.HttpRequestError,
        _ => HttpRequestError.Unknown,
    };

    private static string AskAboutTls(List<Exception> chain, string message, BackendEndpoint endpoint)
    {
        // A server of gRPC alone offers no HTTP/1.1 in its handshake.
        if (message.Contains("no application protocol", StringComparison.OrdinalIgnoreCase) && endpoint.Protocol == OtlpProtocol.HttpProtobuf)
        {
            return "; is it a gRPC port?";
        }

        // The first bytes of an answer in plain text are no frame of TLS.
        if (message.Contains("frame", StringComparison.OrdinalIgnoreCase) || message.Contains("wrong version number", StringComparison.OrdinalIgnoreCase))
        {
            return "; is it a port without TLS (http://)?";
        }

        // The server has ended the handshake, while a certificate that the gateway does not trust is the gateway's own end of it.
        var isEndedByServer = chain.Exists(static inner => inner is IOException or SocketException)
            || message.Contains("EOF", StringComparison.Ordinal)
            || message.Contains("alert", StringComparison.OrdinalIgnoreCase);
        return !isEndedByServer ? ""
            : endpoint.Tls?.Certificate is null ? "; is it a port without TLS (http://), or does the server demand a client certificate?"
            : "; does the server accept the client certificate?";
    }

    private static string Ask(HttpRequestError error, string reason, string message, BackendEndpoint endpoint)
    {
        if (error == HttpRequestError.VersionNegotiationError)
        {
            return endpoint.Protocol == OtlpProtocol.Grpc ? "; is it an HTTP port?" : "";
        }

        // With TLS 1.3 a server refuses the client's certificate, or its absence, after the client has finished the handshake: the
        // connection breaks at the first request, in one of several ways.
        if (endpoint.Address.Scheme == Uri.UriSchemeHttps)
        {
            return endpoint.Tls?.Certificate is null ? "; does the server demand a client certificate?" : "; does the server accept the client certificate?";
        }

        var isCut = error == HttpRequestError.ResponseEnded || reason == "connection reset" || message.Contains("EOF", StringComparison.Ordinal);
        return (error, endpoint.Protocol) switch
        {
            (HttpRequestError.InvalidResponse, OtlpProtocol.HttpProtobuf) => "; is it a gRPC port?",
            (HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError, OtlpProtocol.Grpc) => "; is it an HTTP port, or a port with TLS (https://)?",
            _ when isCut => "; is it a port with TLS (https://)?",
            _ => "",
        };
    }
}
