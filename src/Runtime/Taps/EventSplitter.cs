using TracedLlm.Streams;

namespace TracedLlm.Taps;

/// <summary>
/// Splits a stream of server-sent events that is pushed in chunks of any size, by the rules of the HTML standard. An event
/// that lies within one chunk is handed on where it stands; of one that spans chunks the beginning is kept in pooled memory.
/// </summary>
/// <remarks>Not safe for concurrent use. Nothing is allocated per chunk or event.</remarks>
/// <param name="sink">Gets the events. What it throws leaves <see cref="Push"/>, after which the splitter is only good for <see cref="Release"/>.</param>
internal sealed class EventSplitter(IEventSink sink)
{
    /// <summary>The most bytes that the lines of an event may have; a longer event is skipped: 1 MiB.</summary>
    public const int MaxEventLength = 1024 * 1024;

    private const byte LineFeed = (byte)'\n';
    private const byte Return = (byte)'\r';

    // What is kept of an event whose beginning came in earlier chunks.
    private PooledBytes _line;
    private PooledBytes _name;
    private PooledBytes _data;

    private int _markLength;
    private bool _afterReturn;
    private bool _inLine;
    private bool _hasData;
    private bool _tooLong;
    private int _length;

    /// <summary>How many events were skipped for their length.</summary>
    public int Skipped { get; private set; }

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Takes the next bytes of the stream, and hands on the events that they complete.</summary>
    public void Push(ReadOnlySpan<byte> chunk)
    {
        if (_markLength < ByteOrderMark.Length)
        {
            chunk = SkipByteOrderMark(chunk);
        }

        // The fields of the current event as far as they stand in this chunk.
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
                // Always the first line of the chunk: no field stands in this one yet.
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

    /// <summary>The stream has ended: hands on a last event that no blank line follows.</summary>
    public void Complete()
    {
        if (_inLine)
        {
            ReadKeptLine(rest: default);
        }

        Dispatch(name: default, data: default, dataIsHere: false);
    }

    /// <summary>Gives the memory back.</summary>
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

        // A line without a colon is a field with an empty value; all others are comments or of no interest.
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
                // The beginning of a mark that does not go on is part of the first line.
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

    /// <summary>Whether the event, with a line of <paramref name="lineLength"/>, is longer than an event may be.</summary>
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
