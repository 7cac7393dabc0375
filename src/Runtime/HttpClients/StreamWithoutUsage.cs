using System.Runtime.CompilerServices;
using TracedLlm.Apis;
using TracedLlm.Apis.Chat;

namespace TracedLlm.HttpClients;

/// <summary>A stream of server-sent events without the chunk that has usage and no choice.</summary>
/// <param name="inner">The provider's stream.</param>
internal sealed class StreamWithoutUsage(Stream inner) : Stream
{
    private const int FirstLength = 16 * 1024;

    // A chunk of usage has less than 2 KiB. A longer event passes before its end has arrived.
    private const int LongestChunk = 64 * 1024;

    // The longest sequence of line ends that ends an event, less its last byte.
    private const int LineEnds = 3;

    // The bytes from _next to _passed are for the reader; the bytes from _passed to _end are of an event that is not complete.
    private byte[] _buffer = new byte[FirstLength];
    private int _next;
    private int _passed;
    private int _end;
    private bool _isInLongEvent;
    private bool _isEnded;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            if (TryTake(buffer, out var taken))
            {
                return taken;
            }

            MakeRoom();
            OnRead(inner.Read(_buffer.AsSpan(_end)));
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // The pooling builder avoids an allocation for each chunk.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (TryTake(buffer.Span, out var taken))
            {
                return taken;
            }

            MakeRoom();
            OnRead(await inner.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false));
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Takes bytes for the reader; <see langword="false"/> if more bytes must be read first.</summary>
    private bool TryTake(Span<byte> buffer, out int taken)
    {
        taken = Math.Min(_passed - _next, buffer.Length);
        _buffer.AsSpan(_next, taken).CopyTo(buffer);
        _next += taken;
        return taken > 0 || _isEnded || buffer.IsEmpty;
    }

    private void MakeRoom()
    {
        if (_next > 0)
        {
            _buffer.AsSpan(_next, _end - _next).CopyTo(_buffer);
            (_passed, _end, _next) = (_passed - _next, _end - _next, 0);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
    }

    private void OnRead(int count)
    {
        if (count == 0)
        {
            _isEnded = true;
            Pass(_end);
            return;
        }

        _end += count;
        while (FindEventEnd(_buffer.AsSpan(_passed, _end - _passed)) is var length and > 0)
        {
            Pass(_passed + length);
        }

        if (_end - _passed > LongestChunk)
        {
            _isInLongEvent = true;
            _passed = _end - LineEnds;
        }
    }

    /// <summary>Passes the event that ends at <paramref name="end"/> on, unless it is the chunk of usage.</summary>
    private void Pass(int end)
    {
        if (!_isInLongEvent && IsUsage(_buffer.AsSpan(_passed, end - _passed)))
        {
            _buffer.AsSpan(end, _end - end).CopyTo(_buffer.AsSpan(_passed));
            _end -= end - _passed;
        }
        else
        {
            _passed = end;
        }

        _isInLongEvent = false;
    }

    /// <summary>The length of the first event with its blank line; 0 if it is not complete.</summary>
    private static int FindEventEnd(ReadOnlySpan<byte> bytes)
    {
        var position = 0;
        while (bytes[position..].IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and var index)
        {
            position += index;
            var rest = bytes[position..];
            if (rest.StartsWith("\r\n\r\n"u8))
            {
                return position + 4;
            }

            if (rest.StartsWith("\n\n"u8) || rest.StartsWith("\r\r"u8))
            {
                return position + 2;
            }

            position++;
        }

        return 0;
    }

    private static bool IsUsage(ReadOnlySpan<byte> @event)
    {
        var data = @event.Trim("\r\n"u8);
        if (!data.StartsWith("data:"u8) || data.ContainsAny((byte)'\r', (byte)'\n') || !EventScan.MayHaveValue(data, "\"usage\""u8))
        {
            return false;
        }

        // The copy has only the few hundred bytes of a chunk with usage.
        var chunk = ChatResponse.Read(data["data:".Length..].ToArray().AsMemory());
        return chunk.Usage.Span is [(byte)'{', ..] && chunk.Choices.Span is [(byte)'[', ..] && chunk.Choices.CountElements() == 0 && chunk.Error.IsEmpty;
    }
}
