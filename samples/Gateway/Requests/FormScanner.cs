using System.Text;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads a <c>multipart/form-data</c> body (RFC 7578) once, forward, in memory that does not grow with its files.</summary>
internal sealed class FormScanner
{
    private const int FirstBuffer = 64 * 1024;
    private const int LongestHead = 64 * 1024;

    private readonly Stream _source;
    private readonly byte[] _delimiter;
    private byte[] _buffer = new byte[FirstBuffer];
    private int _start;
    private int _end;
    private bool _hasEnded;
    private bool _isInContent;

    public FormScanner(Stream source, string boundary)
    {
        _source = source;
        _delimiter = Encoding.Latin1.GetBytes("\r\n--" + boundary);

        // The first delimiter may stand at the beginning, without the line break in front of it.
        "\r\n"u8.CopyTo(_buffer);
        _end = 2;
        _isInContent = true;
    }

    /// <summary>The next part. What the caller has left unread of the part before is skipped.</summary>
    /// <returns>The part; <see langword="null"/> after the last one.</returns>
    /// <exception cref="BadRequestException">The body is not a form, or it is incomplete.</exception>
    public async ValueTask<FormPart?> ReadPartAsync(CancellationToken cancellationToken)
    {
        while (!(await ReadContentAsync(cancellationToken)).IsEmpty)
        {
        }

        await FillAsync(_delimiter.Length + 2, cancellationToken);
        if (_buffer.AsSpan(_start + _delimiter.Length, 2).SequenceEqual("--"u8))
        {
            return null;
        }

        int length;
        while ((length = _buffer.AsSpan(_start + _delimiter.Length, _end - _start - _delimiter.Length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            await FillAsync(_end - _start + 1, cancellationToken);
        }

        var head = _buffer.AsMemory(_start + 2, _delimiter.Length - 2 + length + 4);
        _start += head.Length + 2;
        _isInContent = true;
        var (name, isFile) = MultipartForm.ParseHead(Encoding.UTF8.GetString(head.Span));
        return new FormPart(name, isFile, head);
    }

    /// <summary>The next bytes of the part's content, valid until the next read; empty at its end.</summary>
    /// <exception cref="BadRequestException">The body is incomplete.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadContentAsync(CancellationToken cancellationToken)
    {
        while (_isInContent)
        {
            var index = _buffer.AsSpan(_start, _end - _start).IndexOf(_delimiter);
            var length = index >= 0 ? index : Math.Max(0, _end - _start - _delimiter.Length + 1);
            _isInContent = index < 0;
            if (length > 0)
            {
                _start += length;
                return _buffer.AsMemory(_start - length, length);
            }

            if (_isInContent)
            {
                await FillAsync(_end - _start + 1, cancellationToken);
            }
        }

        return default;
    }

    /// <summary>The next bytes after the last part: its delimiter and all that follows; empty at the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadRestAsync(CancellationToken cancellationToken)
    {
        if (_start == _end && !_hasEnded)
        {
            await ReadAsync(cancellationToken);
        }

        var rest = _buffer.AsMemory(_start, _end - _start);
        _start = _end;
        return rest;
    }

    private async ValueTask FillAsync(int count, CancellationToken cancellationToken)
    {
        while (_end - _start < count)
        {
            if (_hasEnded)
            {
                throw new BadRequestException("The form is incomplete.");
            }

            await ReadAsync(cancellationToken);
        }
    }

    private async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            // Content never fills the buffer; only the head of a part can.
            Array.Resize(ref _buffer, _buffer.Length <= LongestHead ? 2 * _buffer.Length : throw new BadRequestException("The headers of a part of the form are too long."));
        }

        var read = await _source.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read;
        _hasEnded = read == 0;
    }
}
