using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using TracedLlm.Streams;

namespace TracedLlm.Taps;

/// <summary>
/// Splits a stream of AWS (<c>application/vnd.amazon.eventstream</c>, https://smithy.io/2.0/aws/amazon-eventstream.html) into the
/// messages of its frames. A frame within one chunk is passed on without a copy; of a frame in several chunks, the beginning is kept in
/// pooled memory.
/// </summary>
/// <remarks>Not safe for concurrent use. No chunk and no event allocates memory.</remarks>
/// <param name="sink">
/// Gets the payload of each message. The name is the type of the event or exception; a message of the type <c>error</c>, which has no
/// payload, is an event <c>error</c> with code and message.
/// </param>
internal sealed class FrameSplitter(IEventSink sink) : IStreamSplitter
{
    // Length of the frame, length of its headers, and the check sum of both.
    private const int PreludeLength = 12;
    private const int ChecksumLength = 4;
    private const byte StringType = 7;

    private PooledBytes _frame;
    private long _skipping;

    public int Skipped { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The bytes are no frame, or a check sum does not match.</exception>
    public void Push(ReadOnlySpan<byte> chunk)
    {
        while (!chunk.IsEmpty)
        {
            var taken = _skipping > 0 ? Skip(chunk) : _frame.Length == 0 && IsWhole(chunk, out var length) ? Pass(chunk[..length]) : Keep(chunk);
            chunk = chunk[taken..];
        }
    }

    public void Complete()
    {
        // Nothing of a frame that was cut can be trusted.
    }

    public void Release() => _frame.Return();

    private static bool IsWhole(ReadOnlySpan<byte> chunk, out int length)
    {
        length = chunk.Length >= PreludeLength ? ReadLength(chunk) : int.MaxValue;
        return length <= chunk.Length && length <= EventSplitter.MaxEventLength;
    }

    private static int ReadLength(ReadOnlySpan<byte> prelude)
    {
        var length = BinaryPrimitives.ReadUInt32BigEndian(prelude);
        var headers = BinaryPrimitives.ReadUInt32BigEndian(prelude[4..]);
        return Crc32.Compute(prelude[..8]) == BinaryPrimitives.ReadUInt32BigEndian(prelude[8..])
            && length is >= PreludeLength + ChecksumLength and <= int.MaxValue
            && headers <= length - PreludeLength - ChecksumLength
            ? (int)length
            : throw new InvalidDataException("The prelude of a frame is not valid.");
    }

    private int Skip(ReadOnlySpan<byte> chunk)
    {
        var taken = (int)Math.Min(_skipping, chunk.Length);
        _skipping -= taken;
        return taken;
    }

    private int Keep(ReadOnlySpan<byte> chunk)
    {
        var isPrelude = _frame.Length < PreludeLength;
        var taken = Math.Min((isPrelude ? PreludeLength : ReadLength(_frame.Span)) - _frame.Length, chunk.Length);
        _frame.Append(chunk[..taken]);
        if (_frame.Length < PreludeLength)
        {
            return taken;
        }

        var length = ReadLength(_frame.Span);
        if (length > EventSplitter.MaxEventLength)
        {
            Skipped++;
            _skipping = length - _frame.Length;
            _frame.Clear();
        }
        else if (_frame.Length == length)
        {
            Pass(_frame.Span);
            _frame.Clear();
        }

        return taken;
    }

    private int Pass(ReadOnlySpan<byte> frame)
    {
        if (Crc32.Compute(frame[..^ChecksumLength]) != BinaryPrimitives.ReadUInt32BigEndian(frame[^ChecksumLength..]))
        {
            throw new InvalidDataException("The check sum of a frame does not match.");
        }

        var headers = frame.Slice(PreludeLength, BinaryPrimitives.ReadInt32BigEndian(frame[4..]));
        var payload = frame[(PreludeLength + headers.Length)..^ChecksumLength];
        var type = FindHeader(headers, ":message-type"u8);
        if (type.SequenceEqual("error"u8))
        {
            PassError(FindHeader(headers, ":error-code"u8), FindHeader(headers, ":error-message"u8));
        }
        else
        {
            sink.OnEvent(FindHeader(headers, type.SequenceEqual("exception"u8) ? ":exception-type"u8 : ":event-type"u8), payload);
        }

        return frame.Length;
    }

    private void PassError(ReadOnlySpan<byte> code, ReadOnlySpan<byte> message)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("code"u8, code);
            writer.WriteString("message"u8, message);
            writer.WriteEndObject();
        }

        sink.OnEvent("error"u8, json.WrittenSpan);
    }

    /// <summary>The value of a header that is a string; empty if there is none.</summary>
    private static ReadOnlySpan<byte> FindHeader(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> name)
    {
        while (!headers.IsEmpty)
        {
            var found = headers.Slice(1, headers[0]);
            var type = headers[1 + found.Length];
            headers = headers[(2 + found.Length)..];
            var length = type switch
            {
                0 or 1 => 0, // true, false.
                2 => 1, // A byte.
                3 => 2, // A short.
                4 => 4, // An integer.
                5 or 8 => 8, // A long, a time.
                6 or StringType => 2 + BinaryPrimitives.ReadUInt16BigEndian(headers), // Bytes, a string.
                9 => 16, // A UUID.
                _ => throw new InvalidDataException("A header of a frame has an unknown type."),
            };
            if (type == StringType && found.SequenceEqual(name))
            {
                return headers[2..length];
            }

            headers = headers[length..];
        }

        return default;
    }
}
