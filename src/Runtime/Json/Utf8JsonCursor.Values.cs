using TracedLlm.Json;

namespace TracedLlm;

public ref partial struct Utf8JsonCursor
{
    /// <summary>Reads a string. Invalid UTF-8 and lone surrogates become U+FFFD; a string with a bad escape is absent.</summary>
    public string? ReadString()
    {
        if (NextToken() != '"')
        {
            Skip();
            return null;
        }

        var start = _position + 1;
        var end = JsonScan.EndOfString(_json, start, out var escaped);
        return MoveTo(end) ? JsonText.Decode(_json[start..end], escaped) : null;
    }

    /// <summary>Reads <c>true</c> or <c>false</c>.</summary>
    public bool? ReadBoolean()
    {
        var literal = ReadValueLiteral();
        return literal.SequenceEqual("true"u8) ? true
            : literal.SequenceEqual("false"u8) ? false
            : null;
    }

    /// <summary>Reads a whole number of 32 bits, written without fraction and exponent.</summary>
    public int? ReadInt32() => ReadInt64() is { } value and >= int.MinValue and <= int.MaxValue ? (int)value : null;

    /// <summary>Reads a whole number of 64 bits, written without fraction and exponent.</summary>
    public long? ReadInt64()
    {
        if (JsonNumber.TryTakeShort(_json, _position, out long value, out var end))
        {
            _position = end;
            return value;
        }

        return JsonNumber.TryParse(ReadValueLiteral(), out value) ? value : null;
    }

    /// <summary>Reads a number; one that a double cannot hold is absent.</summary>
    public double? ReadDouble()
    {
        if (JsonNumber.TryTakeShort(_json, _position, out double value, out var end))
        {
            _position = end;
            return value;
        }

        return JsonNumber.TryParse(ReadValueLiteral(), out value) ? value : null;
    }

    /// <summary>Reads an array of strings, without the elements that are no strings; a string by itself is an array of one.</summary>
    public string[]? ReadStrings()
    {
        List<string>? items = null;
        return TryReadStrings(ref items) ? items is null ? [] : [.. items] : null;
    }

    /// <summary>Appends the strings of the next value; false where it is neither a string nor an array.</summary>
    internal bool TryReadStrings(ref List<string>? items)
    {
        if (NextToken() == '"')
        {
            if (ReadString() is not { } only)
            {
                return false;
            }

            (items ??= []).Add(only);
            return true;
        }

        if (!EnterArray())
        {
            return false;
        }

        while (NextElement())
        {
            if (ReadString() is { } item)
            {
                (items ??= []).Add(item);
            }
        }

        return true;
    }

    /// <summary>
    /// Keeps a value as it stands. <c>null</c>, a value that ends early and one nested deeper than <see cref="MaxDepth"/> are
    /// absent.
    /// </summary>
    public Utf8Json? ReadRaw()
    {
        var next = NextToken();
        var start = _position;
        switch (next)
        {
            case '"':
                return SkipString() ? Slice(start) : null;
            case '{' or '[':
                return MoveTo(JsonScan.EndOfContainer(_json, start + 1, out var tooDeep)) && !tooDeep ? Slice(start) : null;
            default:
                var literal = ReadLiteral();
                return literal.SequenceEqual("true"u8) || literal.SequenceEqual("false"u8) || JsonNumber.IsNumber(literal) ? Slice(start) : null;
        }
    }

    private readonly Utf8Json Slice(int start) =>
        new(_refersToMemory ? _memory[start.._position] : _json[start.._position].ToArray());

    private bool SkipString() => MoveTo(JsonScan.EndOfString(_json, _position + 1, out _));

    /// <summary>The next value if it is a number, <c>true</c>, <c>false</c> or <c>null</c>; else steps over it.</summary>
    private ReadOnlySpan<byte> ReadValueLiteral()
    {
        if (NextToken() is '"' or '{' or '[')
        {
            Skip();
            return [];
        }

        return ReadLiteral();
    }

    /// <summary>
    /// Reads up to the next comma, closing bracket or white space. What only the end of the document ends may have been cut
    /// off, so that it is nothing; what cannot begin a value stops the cursor.
    /// </summary>
    private ReadOnlySpan<byte> ReadLiteral()
    {
        var start = _position;
        var json = _json;
        var position = start;
        while ((uint)position < (uint)json.Length && json[position] is > (byte)' ' and not ((byte)',' or (byte)']' or (byte)'}'))
        {
            position++;
        }

        if (position == start || position == json.Length)
        {
            Stop();
            return [];
        }

        _position = position;
        return json[start..position];
    }
}
