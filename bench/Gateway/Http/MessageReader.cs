using System.Buffers.Text;
using System.Net.Sockets;

namespace TracedLlm.Bench.Gateway.Http;

/// <summary>Reads HTTP/1.1 messages from a socket: a head, then its body in the pieces in which it arrives.</summary>
internal sealed class MessageReader(Socket socket)
{
    private const int BufferLength = 64 * 1024;
    private const int NoLength = -1;

    private readonly byte[] _buffer = new byte[BufferLength];
    private int _start;
    private int _end;
    private long _left;
    private bool _isChunked;
    private bool _isChunkOpen;

    /// <summary>The first line of the head that was read last.</summary>
    public string StartLine { get; private set; } = "";

    /// <summary>Whether the body is compressed with gzip.</summary>
    public bool IsGzip { get; private set; }

    /// <summary>Whether the sender waits for <c>100 Continue</c>.</summary>
    public bool ExpectsContinue { get; private set; }

    /// <summary>Whether the response says when to try again.</summary>
    public bool HasRetryAfter { get; private set; }

    /// <summary>Whether the sender closes the connection after this message.</summary>
    public bool IsLast { get; private set; }

    /// <summary>The status of a response.</summary>
    public int Status => StartLine.Length >= 12 && int.TryParse(StartLine.AsSpan(9, 3), out var status) ? status : 0;

    /// <summary>Reads the next head.</summary>
    /// <returns>False at the end of the connection.</returns>
    public async ValueTask<bool> ReadHeadAsync()
    {
        while (true)
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8);
            if (length >= 0)
            {
                ParseHead(_buffer.AsSpan(_start, length + 2));
                _start += length + 4;
                return true;
            }

            if (!await FillAsync())
            {
                return false;
            }
        }
    }

    /// <summary>Reads the next piece of the body; empty at its end. The piece is valid until the next call.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadPieceAsync()
    {
        while (true)
        {
            if (_isChunked && _left == 0 && !await OpenChunkAsync())
            {
                return default;
            }

            if (_left == 0)
            {
                return default;
            }

            if (_start < _end)
            {
                var piece = _buffer.AsMemory(_start, (int)Math.Min(_left, _end - _start));
                _start += piece.Length;
                _left -= piece.Length;
                return piece;
            }

            if (!await FillAsync())
            {
                throw new IOException("The connection ends inside a body.");
            }
        }
    }

    /// <summary>Opens the next chunk; false after the last one.</summary>
    private async ValueTask<bool> OpenChunkAsync()
    {
        while (true)
        {
            var bytes = _buffer.AsSpan(_start, _end - _start);
            var skipped = _isChunkOpen ? 2 : 0; // the line's end after the data of the chunk before
            var length = bytes.Length > skipped ? bytes[skipped..].IndexOf("\r\n"u8) : -1;
            if (length >= 0)
            {
                if (!Utf8Parser.TryParse(bytes.Slice(skipped, length), out long size, out _, 'x'))
                {
                    throw new IOException("A chunk has no size.");
                }

                var head = skipped + length + 2;
                if (size > 0)
                {
                    (_left, _isChunkOpen) = (size, true);
                    _start += head;
                    return true;
                }

                if (bytes.Length >= head + 2)
                {
                    _start += head + 2;
                    _isChunked = _isChunkOpen = false;
                    return false;
                }
            }

            if (!await FillAsync())
            {
                throw new IOException("The connection ends inside a chunk.");
            }
        }
    }

    private async ValueTask<bool> FillAsync()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_end == _buffer.Length)
        {
            if (_start == 0)
            {
                throw new IOException($"A head is longer than {BufferLength} bytes.");
            }

            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        var read = await socket.ReceiveAsync(_buffer.AsMemory(_end));
        _end += read;
        return read > 0;
    }

    private void ParseHead(ReadOnlySpan<byte> head)
    {
        (_left, _isChunked, _isChunkOpen, IsGzip, ExpectsContinue, HasRetryAfter, IsLast) = (NoLength, false, false, false, false, false, false);
        var line = head.IndexOf("\r\n"u8);
        StartLine = System.Text.Encoding.ASCII.GetString(head[..line]);
        for (head = head[(line + 2)..]; !head.IsEmpty; head = head[(line + 2)..])
        {
            line = head.IndexOf("\r\n"u8);
            ParseField(head[..line]);
        }

        _left = Math.Max(_left, 0);
    }

    private void ParseField(ReadOnlySpan<byte> field)
    {
        if (HasName(field, "content-length:"u8, out var value))
        {
            _left = Utf8Parser.TryParse(value, out long length, out _) ? length : throw new IOException("Content-Length is no number.");
        }
        else if (HasName(field, "transfer-encoding:"u8, out value))
        {
            _isChunked = value.IndexOf("chunked"u8) >= 0;
        }
        else if (HasName(field, "content-encoding:"u8, out value))
        {
            IsGzip = value.IndexOf("gzip"u8) >= 0;
        }
        else if (HasName(field, "expect:"u8, out value))
        {
            ExpectsContinue = value.IndexOf("100-continue"u8) >= 0;
        }
        else if (HasName(field, "connection:"u8, out value))
        {
            IsLast = value.IndexOf("close"u8) >= 0;
        }
        else if (HasName(field, "retry-after:"u8, out value))
        {
            HasRetryAfter = !value.IsEmpty;
        }
    }

    private static bool HasName(ReadOnlySpan<byte> field, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (field.Length < name.Length || !System.Text.Ascii.EqualsIgnoreCase(field[..name.Length], name))
        {
            return false;
        }

        value = field[name.Length..].Trim((byte)' ');
        return true;
    }
}
