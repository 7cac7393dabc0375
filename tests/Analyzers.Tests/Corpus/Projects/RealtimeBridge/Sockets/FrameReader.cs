using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;

namespace RealtimeBridge.Sockets;

internal static class FrameReader
{
    private const int Largest = 16 * 1024 * 1024;

    public static async IAsyncEnumerable<Frame> FramesAsync(this WebSocket socket, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
        {
            if (await ReadAsync(socket, cancellationToken) is not { } frame)
            {
                yield break;
            }

            yield return frame;
        }
    }

    private static async ValueTask<Frame?> ReadAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(8 * 1024);
        var length = 0;
        ValueWebSocketReceiveResult result;
        do
        {
            if (length == buffer.Length)
            {
                if (length >= Largest)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    throw new WebSocketException(WebSocketError.InvalidMessageType, "The message is too long.");
                }

                var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.CopyTo(larger, 0);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }

            result = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
            length += result.Count;
        }
        while (!result.EndOfMessage);

        if (result.MessageType is WebSocketMessageType.Close)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            return null;
        }

        return new Frame(buffer, length, result.MessageType);
    }
}
