using System.Net.Sockets;
using System.Text;
using TracedLlm.Testing.Hosting;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Testing.Sockets;

/// <summary>
/// HTTP/1.1 over TCP by hand, for tests of disconnects, because <see cref="HttpClient"/> drains a response that it disposes.
/// Text is UTF-8. The default timeout is 30 seconds.
/// </summary>
public sealed class RawHttpConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly string _host;
    private readonly MemoryStream _received = new();

    private RawHttpConnection(Socket socket, string host)
    {
        _socket = socket;
        _host = host;
    }

    /// <summary>All text read so far, including headers and chunk sizes.</summary>
    public string Received => Encoding.UTF8.GetString(_received.GetBuffer(), 0, (int)_received.Length);

    /// <summary>Connects to the host and port of an address.</summary>
    public static async Task<RawHttpConnection> ConnectAsync(Uri endpoint)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint.Host, endpoint.Port);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return new RawHttpConnection(socket, endpoint.Authority);
    }

    /// <summary>Sends a complete request with <c>Host</c>, <c>Content-Length</c> and the headers of <see cref="Canaries"/> that <paramref name="headers"/> does not set.</summary>
    /// <param name="path">The path and query.</param>
    /// <param name="json">The body.</param>
    /// <param name="headers">Further lines such as <c>traceparent: 00-…</c>, without line ends.</param>
    public Task PostJsonAsync(string path, string json, params IEnumerable<string> headers) => SendAsync(
        $"POST {path} HTTP/1.1\r\nHost: {_host}\r\nContent-Type: application/json\r\n"
        + $"Content-Length: {Encoding.UTF8.GetByteCount(json)}\r\n"
        + string.Concat(Canaries.Headers.Where(canary => !headers.Any(header => header.StartsWith(canary.Name + ":", StringComparison.OrdinalIgnoreCase))).Select(header => $"{header.Name}: {header.Value}\r\n"))
        + string.Concat(headers.Select(header => header + "\r\n"))
        + "\r\n"
        + json);

    /// <summary>Sends text exactly as it is.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends bytes exactly as they are.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await _socket.SendAsync(bytes)..];
        }
    }

    /// <summary>Reads until the received text contains the marker, and returns all text read so far.</summary>
    /// <exception cref="TimeoutException">The marker did not arrive; the message has the received text.</exception>
    /// <exception cref="EndOfStreamException">The other side closed the connection first; the message has the received text.</exception>
    public Task<string> ReadUntilAsync(string marker, TimeSpan? timeout = null) =>
        ReadWhileAsync(() => !Received.Contains(marker, StringComparison.Ordinal), $"'{marker}'", timeout);

    /// <summary>Reads until a total number of bytes has been received, and returns all text read so far.</summary>
    /// <exception cref="TimeoutException">The bytes did not arrive; the message has the received text.</exception>
    /// <exception cref="EndOfStreamException">The other side closed the connection first; the message has the received text.</exception>
    public Task<string> ReadBytesAsync(int count, TimeSpan? timeout = null) =>
        ReadWhileAsync(() => _received.Length < count, $"{count} bytes", timeout);

    /// <summary>Reads until the other side closes the connection normally, and returns all text.</summary>
    /// <exception cref="TimeoutException">The other side did not close the connection; the message has the received text.</exception>
    /// <exception cref="SocketException">The other side reset the connection.</exception>
    public async Task<string> ReadToEndAsync(TimeSpan? timeout = null)
    {
        using var patience = new CancellationTokenSource(timeout ?? Patience.Default);
        while (await ReadAsync("the end", timeout, patience.Token))
        {
        }

        return Received;
    }

    /// <summary>Closes the connection with a reset (RST), as a killed client does.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    /// <summary>Ends the sending direction (FIN); reading is still possible.</summary>
    public void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes the connection normally.</summary>
    public void Dispose()
    {
        _socket.Dispose();
        _received.Dispose();
    }

    private async Task<string> ReadWhileAsync(Func<bool> wanting, string wanted, TimeSpan? timeout)
    {
        using var patience = new CancellationTokenSource(timeout ?? Patience.Default);
        while (wanting())
        {
            if (!await ReadAsync(wanted, timeout, patience.Token))
            {
                throw new EndOfStreamException($"The connection was closed before {wanted}. Received:\n{Received}");
            }
        }

        return Received;
    }

    private async Task<bool> ReadAsync(string wanted, TimeSpan? timeout, CancellationToken patience)
    {
        var buffer = new byte[4096];
        try
        {
            var count = await _socket.ReceiveAsync(buffer, patience);
            _received.Write(buffer, 0, count);
            return count > 0;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"No {wanted} within {timeout ?? Patience.Default}. Received:\n{Received}");
        }
    }
}
