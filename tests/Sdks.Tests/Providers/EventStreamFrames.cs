using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace TracedLlm.Sdks.Tests.Providers;

/// <summary>Encodes messages of <c>application/vnd.amazon.eventstream</c>: https://smithy.io/2.0/aws/amazon-eventstream.html</summary>
internal static class EventStreamFrames
{
    private const int PreludeLength = 12;
    private const int ChecksumLength = 4;
    private const byte StringType = 7;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i => Enumerable.Range(0, 8).Aggregate((uint)i, (crc, _) => (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1))];

    /// <summary>Encodes a message.</summary>
    /// <param name="message">An object with <c>event</c> or <c>exception</c>, its type, and <c>payload</c>.</param>
    public static byte[] Encode(JsonObject message)
    {
        var kind = message.ContainsKey("event") ? "event" : "exception";
        byte[] headers = [.. Header($":{kind}-type", (string)message[kind]!), .. Header(":content-type", "application/json"), .. Header(":message-type", kind)];
        var payload = Encoding.UTF8.GetBytes(message["payload"]!.ToJsonString());
        var frame = new byte[PreludeLength + headers.Length + payload.Length + ChecksumLength];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), Checksum(frame.AsSpan(0, 8)));
        headers.CopyTo(frame, PreludeLength);
        payload.CopyTo(frame, PreludeLength + headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(frame.Length - ChecksumLength), Checksum(frame.AsSpan(0, frame.Length - ChecksumLength)));
        return frame;
    }

    private static byte[] Header(string name, string value)
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)Encoding.UTF8.GetByteCount(value));
        return [(byte)Encoding.UTF8.GetByteCount(name), .. Encoding.UTF8.GetBytes(name), StringType, .. length, .. Encoding.UTF8.GetBytes(value)];
    }

    // CRC-32 of IEEE 802.3.
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc = Table[(crc ^ value) & 0xFF] ^ (crc >> 8);
        }

        return ~crc;
    }
}
