using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace RealtimeBridge.Sockets;

/// <summary>A whole message of a socket, in rented memory.</summary>
public readonly struct Frame(byte[] buffer, int length, WebSocketMessageType type) : IDisposable
{
    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, length);

    public WebSocketMessageType MessageType => type;

    public bool IsText => type is WebSocketMessageType.Text;

    public string? EventType()
    {
        var reader = new Utf8JsonReader(Bytes.Span);
        while (reader.Read())
        {
            if (reader.TokenType is not JsonTokenType.PropertyName || reader.CurrentDepth != 1)
            {
                continue;
            }

            if (reader.ValueTextEquals("type"u8))
            {
                return reader.Read() ? reader.GetString() : null;
            }

            reader.Skip();
        }

        return null;
    }

    public override string ToString() => IsText ? Encoding.UTF8.GetString(Bytes.Span) : $"{length} bytes";

    public void Dispose() => System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
}
