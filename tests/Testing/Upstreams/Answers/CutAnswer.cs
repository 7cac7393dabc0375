using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace TracedLlm.Testing.Upstreams.Answers;

internal sealed class CutAnswer(byte[] body, string contentType, int statusCode, IReadOnlyDictionary<string, string>? headers) : UpstreamAnswer
{
    // The bytes are written to the socket directly, because Kestrel may not have sent all bytes when a connection is aborted.
    internal override async Task WriteAsync(UpstreamExchange exchange)
    {
        var socket = exchange.Http.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
        exchange.StopWatchingClient();
        var lines = string.Concat((headers ?? new Dictionary<string, string>()).Select(static header => $"{header.Key}: {header.Value}\r\n"));
        var head = $"HTTP/1.1 {statusCode} {ReasonPhrases.GetReasonPhrase(statusCode)}\r\nContent-Type: {contentType}\r\n{lines}Transfer-Encoding: chunked\r\n\r\n";

        // A chunk of no bytes would be the end of the body.
        byte[] chunk = body.Length == 0 ? [] : [.. Encoding.ASCII.GetBytes(body.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"), .. body, .. "\r\n"u8];
        byte[] sent = [.. Encoding.ASCII.GetBytes(head), .. chunk];
        for (var rest = sent.AsMemory(); rest.Length > 0;)
        {
            rest = rest[await socket.SendAsync(rest)..];
        }

        socket.Shutdown(SocketShutdown.Send);
        socket.Close();
        exchange.Http.Abort();
    }
}
