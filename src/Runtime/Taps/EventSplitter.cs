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
/// <param name="maxLength">The most bytes of data that are kept of an event. A longer event is reduced to its facts as it passes.</param>
internal sealed class EventSplitter(IEventSink sink, int maxLength = EventSplitter.MaxEventLength) : IStreamSplitter
{
    /// <summary>The most bytes of data of an event whose content is read: 1 MiB.</summary>
    public const int MaxEventLength = 1024 * 1024;

    // The longest beginning of a line that says which field it is, with the space behind the colon.
    private const int FieldLength = 7;

    // Names of events have up to some dozen characters.
    private const int MaxNameLength = 1024;

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

    // The field of a line whose beginning has left _line already, because the line is too long.
    private Field _longField;
    private FactReduction? _reduction;
    private bool _isReducing;

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
            else
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
                    case Field.Error:
                        PassError(value);
                        break;
                }
            }
        }

        KeepData(data, dataIsHere);
        if (!name.IsEmpty)
        {
            KeepName(name);
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
        _reduction?.Release();
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

        if (line is [(byte)'{', ..] && line[1..].TrimStart(" \t"u8).StartsWith("\"error\""u8))
        {
            value = line;
            return Field.Error;
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

    private void KeepLine(ReadOnlySpan<byte> part)
    {
        _inLine = true;
        if (_longField == Field.None && _line.Length + part.Length > maxLength + FieldLength)
        {
            var head = Math.Clamp(FieldLength - _line.Length, 0, part.Length);
            _line.Append(part[..head]);
            part = part[head..];
            _longField = Split(_line.Span, out var value);
            if (_longField == Field.Data)
            {
                BeginReduction();
                AppendData(value);
            }

            _line.Clear();
        }

        if (_longField == Field.None)
        {
            _line.Append(part);
        }
        else if (_longField == Field.Data)
        {
            AppendKept(part);
        }
    }

    private void ReadKeptLine(ReadOnlySpan<byte> rest)
    {
        KeepLine(rest);
        _inLine = false;
        if (_longField != Field.None)
        {
            _longField = Field.None;
            return;
        }

        switch (Split(_line.Span, out var value))
        {
            case Field.Data:
                AppendData(value);
                break;
            case Field.Name:
                KeepName(value);
                break;
            case Field.Error:
                PassError(value);
                break;
        }

        _line.Clear();
    }

    // Some servers write an error as a line of JSON when they fail in the middle of a stream.
    private void PassError(ReadOnlySpan<byte> json)
    {
        if (!_hasData && json.Length <= maxLength)
        {
            sink.OnEvent("error"u8, json);
        }
    }

    private void KeepName(ReadOnlySpan<byte> name)
    {
        _name.Clear();
        _name.Append(name[..Math.Min(name.Length, MaxNameLength)]);
    }

    private void AppendData(ReadOnlySpan<byte> value)
    {
        if (_hasData)
        {
            AppendKept("\n"u8);
        }

        _hasData = true;
        AppendKept(value);
    }

    private void AppendKept(ReadOnlySpan<byte> bytes)
    {
        if (!_isReducing && _data.Length + bytes.Length > maxLength)
        {
            BeginReduction();
        }

        if (_isReducing)
        {
            _reduction!.Append(bytes);
        }
        else
        {
            _data.Append(bytes);
        }
    }

    private void BeginReduction()
    {
        if (!_isReducing)
        {
            _isReducing = true;
            (_reduction ??= new()).Append(_data.Span);
            _data.Clear();
        }
    }

    private void KeepData(ReadOnlySpan<byte> data, bool dataIsHere)
    {
        if (dataIsHere)
        {
            AppendKept(data);
        }
    }

    private void Dispatch(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, bool dataIsHere)
    {
        if (_hasData)
        {
            _hasData = false;
            name = name.IsEmpty ? _name.Span : name;
            if (dataIsHere && data.Length > maxLength)
            {
                AppendKept(data);
            }

            if (_isReducing)
            {
                _isReducing = false;
                Skipped++;
                sink.OnLongEvent(name, _reduction!.Finish());
                _reduction.Reset();
            }
            else
            {
                sink.OnEvent(name, dataIsHere ? data : _data.Span);
            }
        }

        _name.Clear();
        _data.Clear();
    }

    private enum Field
    {
        None,
        Other,
        Data,
        Name,
        Error,
    }
}
