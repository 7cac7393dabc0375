using System.Buffers.Binary;
using System.Text;
using TracedLlm.Streams;

namespace TracedLlm.Tests.Payloads.Frames;

/// <summary>Frames of AWS's event streams, as Bedrock sends them.</summary>
internal static class Frame
{
    public static byte[] Event(string type, string payload) =>
        Make(payload, (":event-type", type), (":content-type", "application/json"), (":message-type", "event"));

    public static byte[] Exception(string type, string payload) =>
        Make(payload, (":exception-type", type), (":content-type", "application/json"), (":message-type", "exception"));

    public static byte[] Error(string code, string message) =>
        Make("", (":message-type", "error"), (":error-code", code), (":error-message", message));

    /// <summary>The stream of a fixture: <c>event:</c> and <c>data:</c> lines.</summary>
    public static byte[] Stream(IEnumerable<(string Name, string Data)> events) => [.. events.SelectMany(@event => Event(@event.Name, @event.Data))];

    public static byte[] Make(string payload, params (string Name, string Value)[] headers)
    {
        var head = new List<byte>();
        foreach (var (name, value) in headers)
        {
            head.Add((byte)name.Length);
            head.AddRange(Encoding.UTF8.GetBytes(name));
            head.Add(7);
            head.AddRange(BigEndian((ushort)value.Length)[2..]);
            head.AddRange(Encoding.UTF8.GetBytes(value));
        }

        var body = Encoding.UTF8.GetBytes(payload);
        byte[] prelude = [.. BigEndian((uint)(16 + head.Count + body.Length)), .. BigEndian((uint)head.Count)];
        byte[] frame = [.. prelude, .. BigEndian(Crc32.Compute(prelude)), .. head, .. body];
        return [.. frame, .. BigEndian(Crc32.Compute(frame))];
    }

    private static byte[] BigEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
