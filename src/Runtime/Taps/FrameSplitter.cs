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
/// <param name="maxLength">The most bytes that are kept of a frame. The payload of a longer frame is reduced to its facts as it passes.</param>
internal sealed class FrameSplitter(IEventSink sink, int maxLength = EventSplitter.MaxEventLength) : IStreamSplitter
{
    // Length of the frame, length of its headers, and the check sum of both.
    private const int PreludeLength = 12;
    private const int ChecksumLength = 4;
    private const byte StringType = 7;

    // The format's own limit (128 KiB).
    private const int MaxHeadersLength = 128 * 1024;

    private PooledBytes _frame;

    // Of a long frame, _frame keeps the prelude and the headers, then the check sum.
    private FactReduction? _reduction;
    private int _payloadLeft;
    private uint _checksum;
    private int _headEnd;

    public int Skipped { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The bytes are no frame, or a check sum does not match.</exception>
    public void Push(ReadOnlySpan<byte> chunk)
    {
        while (!chunk.IsEmpty)
        {
            var taken = _headEnd > 0 ? ReadLong(chunk) : _frame.Length == 0 && IsWhole(chunk, out var length) ? Pass(chunk[..length]) : Keep(chunk);
            chunk = chunk[taken..];
        }
    }

    public void Complete()
    {
        // Nothing of a frame that was cut can be trusted.
    }

    public void Release()
    {
        _frame.Return();
        _reduction?.Release();
    }

    private bool IsWhole(ReadOnlySpan<byte> chunk, out int length)
    {
        length = chunk.Length >= PreludeLength ? ReadLength(chunk) : int.MaxValue;
        return length <= chunk.Length && length <= maxLength;
    }

    private static int ReadLength(ReadOnlySpan<byte> prelude)
    {
        var length = BinaryPrimitives.ReadUInt32BigEndian(prelude);
        var headers = BinaryPrimitives.ReadUInt32BigEndian(prelude[4..]);
        return Crc32.Compute(prelude[..8]) == BinaryPrimitives.ReadUInt32BigEndian(prelude[8..])
            && length is >= PreludeLength + ChecksumLength and <= int.MaxValue
            && headers <= Math.Min(MaxHeadersLength, length - PreludeLength - ChecksumLength)
            ? (int)length
            : throw new InvalidDataException("The prelude of a frame is not valid.");
    }

    // The payload and the check sum of a long frame.
    private int ReadLong(ReadOnlySpan<byte> chunk)
    {
        if (_payloadLeft > 0)
        {
            var payload = chunk[..Math.Min(_payloadLeft, chunk.Length)];
            _payloadLeft -= payload.Length;
            _checksum = Crc32.Append(_checksum, payload);
            _reduction!.Append(payload);
            return payload.Length;
        }

        var taken = Math.Min(_headEnd + ChecksumLength - _frame.Length, chunk.Length);
        _frame.Append(chunk[..taken]);
        if (_frame.Length == _headEnd + ChecksumLength)
        {
            if (_checksum != BinaryPrimitives.ReadUInt32BigEndian(_frame.Span[_headEnd..]))
            {
                throw new InvalidDataException("The check sum of a frame does not match.");
            }

            Skipped++;
            sink.OnLongEvent(FindName(_frame.Span[PreludeLength.._headEnd], out _), _reduction!.Finish());
            _reduction.Reset();
            _frame.Clear();
            _headEnd = 0;
        }

        return taken;
    }

    private int Keep(ReadOnlySpan<byte> chunk)
    {
        var needed = _frame.Length < PreludeLength ? PreludeLength : KeptLength(ReadLength(_frame.Span));
        var taken = Math.Min(needed - _frame.Length, chunk.Length);
        _frame.Append(chunk[..taken]);
        if (_frame.Length < PreludeLength)
        {
            return taken;
        }

        var length = ReadLength(_frame.Span);
        if (_frame.Length < KeptLength(length))
        {
            return taken;
        }

        if (length > maxLength)
        {
            _reduction ??= new();
            _headEnd = _frame.Length;
            _payloadLeft = length - _headEnd - ChecksumLength;
            _checksum = Crc32.Compute(_frame.Span);
        }
        else
        {
            Pass(_frame.Span);
            _frame.Clear();
        }

        return taken;

        int KeptLength(int frame) => frame > maxLength ? PreludeLength + BinaryPrimitives.ReadInt32BigEndian(_frame.Span[4..]) : frame;
    }

    private int Pass(ReadOnlySpan<byte> frame)
    {
        if (Crc32.Compute(frame[..^ChecksumLength]) != BinaryPrimitives.ReadUInt32BigEndian(frame[^ChecksumLength..]))
        {
            throw new InvalidDataException("The check sum of a frame does not match.");
        }

        var headers = frame.Slice(PreludeLength, BinaryPrimitives.ReadInt32BigEndian(frame[4..]));
        var payload = frame[(PreludeLength + headers.Length)..^ChecksumLength];
        var name = FindName(headers, out var isError);
        if (isError)
        {
            PassError(FindHeader(headers, ":error-code"u8), FindHeader(headers, ":error-message"u8));
        }
        else
        {
            sink.OnEvent(name, payload);
        }

        return frame.Length;
    }

    private static ReadOnlySpan<byte> FindName(ReadOnlySpan<byte> headers, out bool isError)
    {
        var type = FindHeader(headers, ":message-type"u8);
        isError = type.SequenceEqual("error"u8);
        return isError ? "error"u8 : FindHeader(headers, type.SequenceEqual("exception"u8) ? ":exception-type"u8 : ":event-type"u8);
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
