using TracedLlm.Streams;

namespace TracedLlm.Taps;

/// <summary>
/// Splits a stream of server-sent events into events by the rules of the HTML standard. The stream arrives in chunks of any size.
/// An event within one chunk is passed on without a copy; of an event in several chunks, the beginning is kept in pooled memory.
/// </summary>
/// <remarks>Not safe for concurrent use. No chunk and no event allocates memory.</remarks>
/// <param name="sink">
/// Gets the events. <see cref="Push"/> throws the exceptions of the sink; afterwards only <see cref="Release"/> may be called.
/// </param>
internal sealed class EventSplitter(IEventSink sink) : IStreamSplitter
{
    /// <summary>The most bytes in the lines of an event: 1 MiB. The splitter skips a longer event.</summary>
    public const int MaxEventLength = 1024 * 1024;

    private const byte LineFeed = (byte)'\n';
    private const byte Return = (byte)'\r';

    // The beginning of an event that arrived in earlier chunks.
    private PooledBytes _line;
    private PooledBytes _name;
    private PooledBytes _data;

    private int _markLength;
    private bool _afterReturn;
    private bool _inLine;
    private bool _hasData;
    private bool _tooLong;
    private int _length;

    /// <summary>How many events the splitter skipped because they are too long.</summary>
    public int Skipped { get; private set; }

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads the next bytes of the stream, and passes on the events that they complete.</summary>
    public void Push(ReadOnlySpan<byte> chunk)
    {
        if (_markLength < ByteOrderMark.Length)
        {
            chunk = SkipByteOrderMark(chunk);
        }

        // The fields of the current event that lie in this chunk.
        ReadOnlySpan<byte> name = default;
        ReadOnlySpan<byte> data = default;
        var dataIsHere = false;
        while (!chunk.IsEmpty)
        {
            if (_afterReturn)
            {
                _afterReturn = false;
                if (chunk[0] == LineFeed)
                {
                    chunk = chunk[1..];
                    continue;
                }
            }

            var end = chunk.IndexOfAny(LineFeed, Return);
            if (end < 0)
            {
                KeepLine(chunk);
                break;
            }

            var line = chunk[..end];
            _afterReturn = chunk[end] == Return;
            chunk = chunk[(end + 1)..];
            if (line.IsEmpty && !_inLine)
            {
                Dispatch(name, data, dataIsHere);
                name = data = default;
                dataIsHere = false;
            }
            else if (_inLine)
            {
                // This is always the first line of the chunk, so that no field of this chunk has been read yet.
                ReadKeptLine(line);
            }
            else if (!IsTooLong(line.Length))
            {
                switch (Split(line, out var value))
                {
                    case Field.Data when !_hasData:
                        data = value;
                        dataIsHere = _hasData = true;
                        break;
                    case Field.Data:
                        KeepData(data, dataIsHere);
                        dataIsHere = false;
                        AppendData(value);
                        break;
                    case Field.Name:
                        _name.Clear();
                        name = value;
                        break;
                }
            }
        }

        KeepData(data, dataIsHere);
        if (!name.IsEmpty)
        {
            _name.Clear();
            _name.Append(name);
        }
    }

    /// <summary>Passes on a last event that no blank line follows, at the end of the stream.</summary>
    public void Complete()
    {
        if (_inLine)
        {
            ReadKeptLine(rest: default);
        }

        Dispatch(name: default, data: default, dataIsHere: false);
    }

    /// <summary>Returns the pooled memory.</summary>
    public void Release()
    {
        _line.Return();
        _name.Return();
        _data.Return();
    }

    private static Field Split(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> value)
    {
        if (line.StartsWith("data:"u8))
        {
            value = WithoutSpace(line[5..]);
            return Field.Data;
        }

        if (line.StartsWith("event:"u8))
        {
            value = WithoutSpace(line[6..]);
            return Field.Name;
        }

        // A line without a colon is a field with an empty value. Other lines are comments, or fields that are not needed.
        value = default;
        return line.SequenceEqual("data"u8) ? Field.Data : line.SequenceEqual("event"u8) ? Field.Name : Field.Other;
    }

    private static ReadOnlySpan<byte> WithoutSpace(ReadOnlySpan<byte> value) =>
        value.Length > 0 && value[0] == (byte)' ' ? value[1..] : value;

    private ReadOnlySpan<byte> SkipByteOrderMark(ReadOnlySpan<byte> chunk)
    {
        while (!chunk.IsEmpty && _markLength < ByteOrderMark.Length)
        {
            if (chunk[0] != ByteOrderMark[_markLength])
            {
                // An incomplete byte order mark belongs to the first line.
                var begun = ByteOrderMark[.._markLength];
                _markLength = ByteOrderMark.Length;
                if (!begun.IsEmpty)
                {
                    KeepLine(begun);
                }

                break;
            }

            _markLength++;
            chunk = chunk[1..];
        }

        return chunk;
    }

    /// <summary>Whether the event exceeds the limit with another line of <paramref name="lineLength"/> bytes.</summary>
    private bool IsTooLong(int lineLength)
    {
        if (!_tooLong && _length + lineLength > MaxEventLength)
        {
            _tooLong = true;
            _line.Clear();
        }
        else if (!_tooLong)
        {
            _length += lineLength;
        }

        return _tooLong;
    }

    private void KeepLine(ReadOnlySpan<byte> part)
    {
        _inLine = true;
        if (!_tooLong && _length + _line.Length + part.Length > MaxEventLength)
        {
            _tooLong = true;
        }

        if (!_tooLong)
        {
            _line.Append(part);
        }
    }

    private void ReadKeptLine(ReadOnlySpan<byte> rest)
    {
        KeepLine(rest);
        _inLine = false;
        if (!IsTooLong(_line.Length))
        {
            switch (Split(_line.Span, out var value))
            {
                case Field.Data:
                    AppendData(value);
                    break;
                case Field.Name:
                    _name.Clear();
                    _name.Append(value);
                    break;
            }
        }

        _line.Clear();
    }

    private void AppendData(ReadOnlySpan<byte> value)
    {
        if (_hasData)
        {
            _data.Append("\n"u8);
        }

        _hasData = true;
        _data.Append(value);
    }

    private void KeepData(ReadOnlySpan<byte> data, bool dataIsHere)
    {
        if (dataIsHere)
        {
            _data.Append(data);
        }
    }

    private void Dispatch(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, bool dataIsHere)
    {
        var (hasData, tooLong) = (_hasData, _tooLong);
        _hasData = _tooLong = false;
        _length = 0;
        if (tooLong)
        {
            Skipped++;
        }
        else if (hasData)
        {
            sink.OnEvent(name.IsEmpty ? _name.Span : name, dataIsHere ? data : _data.Span);
        }

        _name.Clear();
        _data.Clear();
    }

    private enum Field
    {
        Other,
        Data,
        Name,
    }
}
