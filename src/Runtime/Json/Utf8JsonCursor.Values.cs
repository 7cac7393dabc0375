using TracedLlm.Json;

namespace TracedLlm;

public ref partial struct Utf8JsonCursor
{
    /// <summary>
    /// Reads a string. Invalid UTF-8 and lone surrogates become U+FFFD.
    /// </summary>
    /// <returns>The text; <see langword="null"/> if the value is not a string or has an invalid escape.</returns>
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
    /// <returns>The value; <see langword="null"/> if the value is anything else.</returns>
    public bool? ReadBoolean()
    {
        var literal = ReadValueLiteral();
        return literal.SequenceEqual("true"u8) ? true
            : literal.SequenceEqual("false"u8) ? false
            : null;
    }

    /// <summary>Reads a whole number of 32 bits; <c>3.0</c> and <c>3e2</c> are whole numbers too.</summary>
    /// <returns>The number; <see langword="null"/> if the value is anything else.</returns>
    public int? ReadInt32() => ReadInt64() is { } value and >= int.MinValue and <= int.MaxValue ? (int)value : null;

    /// <summary>Reads a whole number of 64 bits; <c>3.0</c> and <c>3e2</c> are whole numbers too, below 2^53.</summary>
    /// <returns>The number; <see langword="null"/> if the value is anything else.</returns>
    public long? ReadInt64()
    {
        if (JsonNumber.TryTakeShort(_json, _position, out long value, out var end))
        {
            _position = end;
            return value;
        }

        return JsonNumber.TryParseWhole(ReadValueLiteral(), out value) ? value : null;
    }

    /// <summary>Reads a number.</summary>
    /// <returns>The number; <see langword="null"/> if the value is not a number or exceeds a double.</returns>
    public double? ReadDouble()
    {
        if (JsonNumber.TryTakeShort(_json, _position, out double value, out var end))
        {
            _position = end;
            return value;
        }

        return JsonNumber.TryParse(ReadValueLiteral(), out value) ? value : null;
    }

    /// <summary>Reads an array of strings, and skips its elements of other types. A single string is read as an array of one.</summary>
    /// <returns>The strings; <see langword="null"/> if the value is neither a string nor an array.</returns>
    public string[]? ReadStrings()
    {
        List<string>? items = null;
        return TryReadStrings(ref items) ? items is null ? [] : [.. items] : null;
    }

    /// <summary>Appends the strings of the next value to <paramref name="items"/>.</summary>
    /// <returns><see langword="false"/> if the value is neither a string nor an array.</returns>
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

    /// <summary>Reads the next value unchanged.</summary>
    /// <returns>
    /// The value; <see langword="null"/> if it is JSON's <c>null</c>, if it ends early, or if it is nested deeper than
    /// <see cref="MaxDepth"/>.
    /// </returns>
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

    /// <summary>Whether the next value is an object or array that ends within the document.</summary>
    internal bool IsWhole() => NextToken() is '{' or '[' && JsonScan.EndOfContainer(_json, _position + 1, out _) >= 0;

    private readonly Utf8Json Slice(int start) =>
        new(_refersToMemory ? _memory[start.._position] : _json[start.._position].ToArray());

    private bool SkipString() => MoveTo(JsonScan.EndOfString(_json, _position + 1, out _));

    /// <summary>Reads the next value if it is a number, <c>true</c>, <c>false</c> or <c>null</c>, and skips it otherwise.</summary>
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
    /// Reads up to the next comma, closing bracket or white space. A literal that ends with the document may be cut off, so that it
    /// counts as absent. A character that cannot begin a value stops the cursor.
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
