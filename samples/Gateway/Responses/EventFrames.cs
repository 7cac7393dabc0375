using System.Buffers.Binary;
using System.Net.Mime;
using System.Text;
using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>The frames of <c>application/vnd.amazon.eventstream</c>, as Bedrock streams (https://smithy.io/2.0/aws/amazon-eventstream.html).</summary>
internal sealed class EventFrames : StreamFraming
{
    private const int LengthSize = 4;
    private const int PreludeSize = 12;
    private const int ChecksumSize = 4;
    private const byte TextHeader = 7;

    private long _restOfFrame;
    private bool _isBroken;
    private bool _hasStopped;
    private bool _isLast;

    public override bool IsComplete => _isLast && _restOfFrame == 0;

    public override bool IsInUnit => _restOfFrame > 0;

    public override int Take(ReadOnlySpan<byte> bytes, bool isFull)
    {
        var taken = (int)Math.Min(_restOfFrame, bytes.Length);
        _restOfFrame -= taken;
        while (_restOfFrame == 0 && !_isBroken && bytes.Length - taken >= LengthSize)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes[taken..]);
            _isBroken = length < PreludeSize + ChecksumSize;
            if (length > bytes.Length - taken)
            {
                if (isFull && taken == 0)
                {
                    // The frame is longer than the buffer.
                    _restOfFrame = length - bytes.Length;
                    Read(bytes);
                    return bytes.Length;
                }

                return taken;
            }

            Read(bytes.Slice(taken, (int)length));
            taken += (int)length;
        }

        // What is not in frames passes as it came.
        return _isBroken ? bytes.Length : taken;
    }

    // Every streaming call of Bedrock has this exception: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
    public override byte[]? ErrorEvent(int status, string message) => _restOfFrame > 0 || _isBroken ? null : Frame(
        JsonSerializer.SerializeToUtf8Bytes(new { message, originalStatusCode = status }, Relaxed),
        (":message-type", "exception"),
        (":exception-type", "modelStreamErrorException"),
        (":content-type", MediaTypeNames.Application.Json));

    // ConverseStream ends with messageStop and metadata, InvokeModelWithResponseStream with a chunk that has Bedrock's counts, and both with an
    // exception: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStreamOutput.html
    private void Read(ReadOnlySpan<byte> frame)
    {
        var read = EventFrame.Parse(frame);
        _isLast |= read.Header(":message-type") == "exception"
            || (_hasStopped && read.Header(":event-type") == "metadata")
            || (read.ModelsChunk() is { } chunk && chunk.AsSpan().IndexOf("\"amazon-bedrock-invocationMetrics\""u8) >= 0);
        _hasStopped |= read.Header(":event-type") == "messageStop";
    }

    public static byte[] Frame(byte[] payload, params (string Name, string Value)[] headers)
    {
        using var header = new MemoryStream();
        foreach (var (name, value) in headers)
        {
            header.WriteByte((byte)name.Length);
            header.Write(Encoding.UTF8.GetBytes(name));
            header.WriteByte(TextHeader);
            header.Write([(byte)(value.Length >> 8), (byte)value.Length]);
            header.Write(Encoding.UTF8.GetBytes(value));
        }

        return Frame(payload, header.ToArray());
    }

    /// <summary>A frame with headers that are encoded already.</summary>
    public static byte[] Frame(byte[] payload, byte[] header)
    {
        var length = PreludeSize + header.Length + payload.Length + ChecksumSize;
        var frame = new byte[length];
        BinaryPrimitives.WriteInt32BigEndian(frame, length);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(LengthSize), header.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(PreludeSize - ChecksumSize), Crc32.Compute(frame.AsSpan(0, PreludeSize - ChecksumSize)));
        header.CopyTo(frame, PreludeSize);
        payload.CopyTo(frame, PreludeSize + header.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(length - ChecksumSize), Crc32.Compute(frame.AsSpan(0, length - ChecksumSize)));
        return frame;
    }
}
