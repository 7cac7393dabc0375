using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using TracedLlm.Json;

namespace TracedLlm;

/// <summary>
/// Walks forward over one JSON document in UTF-8: into the objects and arrays that are wanted, in one step over everything
/// else. What generated payload readers are written with.
/// </summary>
/// <remarks>
/// It never throws, reads only what it was given, and allocates only the values it returns. A value of another type than
/// asked for is stepped over and reported absent. Where the document is broken or ends early the cursor stops: everything
/// before that place has been read, every later call reports nothing. It does not validate what it steps over, so that on a
/// broken document it may read further than <see cref="System.Text.Json.Utf8JsonReader"/>; on a valid one the two agree.
/// Comments are not JSON; a byte order mark is passed over.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref partial struct Utf8JsonCursor
{
    /// <summary>The deepest nesting of a value that is kept as <see cref="Utf8Json"/>: what System.Text.Json reads by default.</summary>
    public const int MaxDepth = 64;

    /// <summary>The longest name, in bytes of UTF-8, that is recognised when it is written with escapes.</summary>
    public const int MaxNameLength = 128;

    private readonly ReadOnlySpan<byte> _json;
    private readonly ReadOnlyMemory<byte> _memory;
    private readonly bool _refersToMemory;
    private int _position;
    private int _nameStart;
    private int _nameLength;
    private bool _nameWasEscaped;
    private UnescapedName _unescapedName;

    /// <summary>At the start of <paramref name="json"/>; slices that are kept are copied out of it.</summary>
    public Utf8JsonCursor(ReadOnlySpan<byte> json)
    {
        _json = json;
        _position = json.StartsWith("\uFEFF"u8) ? 3 : 0;
    }

    /// <summary>At the start of <paramref name="json"/>; slices that are kept refer to it.</summary>
    public Utf8JsonCursor(ReadOnlyMemory<byte> json)
        : this(json.Span)
    {
        _memory = json;
        _refersToMemory = true;
    }

    /// <summary>The name of the property that <see cref="NextProperty"/> found, without escapes; empty if it has bad ones. Valid until the next one.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Name => _nameWasEscaped
        ? ((ReadOnlySpan<byte>)_unescapedName)[.._nameLength]
        : _json.Slice(_nameStart, _nameLength);

    /// <summary>Steps into the next value if it is an object, else over it.</summary>
    public bool EnterObject() => Enter((byte)'{');

    /// <summary>Steps into the next value if it is an array, else over it.</summary>
    public bool EnterArray() => Enter((byte)'[');

    /// <summary>
    /// Moves to the value of the object's next property, whose name is then <see cref="Name"/>. At the end of the object,
    /// steps out of it and returns <see langword="false"/>. The value found has to be read or skipped before the next call.
    /// </summary>
    public bool NextProperty()
    {
        // Compact JSON, a short name without escapes: nearly always. The position is kept in a register until it is known.
        var json = _json;
        var start = _position + 1;
        if ((uint)_position < (uint)json.Length && json[_position] == ',')
        {
            start++;
        }

        if ((uint)(start - 1) < (uint)json.Length && json[start - 1] == '"'
            && JsonScan.TryFindShortEnd(json, start, out var end)
            && (uint)(end + 1) < (uint)json.Length && json[end + 1] == ':')
        {
            _position = end + 2;
            _nameStart = start;
            _nameLength = end - start;
            _nameWasEscaped = false;
            return true;
        }

        return NextPropertyOfAnyForm();
    }

    /// <summary>
    /// Moves to the array's next element. At the end of the array, steps out of it and returns <see langword="false"/>. The
    /// element found has to be read or skipped before the next call.
    /// </summary>
    public bool NextElement()
    {
        var json = _json;
        var position = _position;
        if ((uint)(position + 1) < (uint)json.Length && json[position] == ',' && json[position + 1] is > (byte)' ' and not (byte)']')
        {
            _position = position + 1;
            return true;
        }

        var next = NextToken();
        if (next == ',')
        {
            _position++;
            next = NextToken();
        }

        if (next is ']' or -1)
        {
            Leave(next, ']');
            return false;
        }

        return true;
    }

    /// <summary>Steps over the next value, whatever it is.</summary>
    public void Skip()
    {
        switch (NextToken())
        {
            case '"':
                SkipString();
                break;
            case '{' or '[':
                MoveTo(JsonScan.EndOfContainer(_json, _position + 1, out _));
                break;
            default:
                ReadLiteral();
                break;
        }
    }

    private bool NextPropertyOfAnyForm()
    {
        var next = NextToken();
        if (next == ',')
        {
            _position++;
            next = NextToken();
        }

        if (next != '"')
        {
            Leave(next, '}');
            return false;
        }

        var start = _position + 1;
        var end = JsonScan.EndOfString(_json, start, out var escaped);
        if (end < 0)
        {
            Stop();
            return false;
        }

        _position = end + 1;
        if (NextToken() != ':')
        {
            Stop();
            return false;
        }

        _position++;
        _nameStart = start;
        _nameLength = end - start;
        _nameWasEscaped = escaped;
        if (escaped && !JsonText.TryUnescape(_json[start..end], _unescapedName, out _nameLength))
        {
            _nameLength = 0;
        }

        return true;
    }

    private bool Enter(byte bracket)
    {
        if (NextToken() == bracket)
        {
            _position++;
            return true;
        }

        Skip();
        return false;
    }

    private void Leave(int next, char bracket)
    {
        if (next == bracket)
        {
            _position++;
        }
        else
        {
            Stop();
        }
    }

    /// <summary>The byte that comes next, past white space; -1 at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int NextToken()
    {
        var position = _position;
        if ((uint)position < (uint)_json.Length && _json[position] is var next and > (byte)' ')
        {
            return next;
        }

        return NextTokenPastWhiteSpace();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int NextTokenPastWhiteSpace()
    {
        var skipped = _json[_position..].IndexOfAnyExcept(" \t\r\n"u8);
        if (skipped < 0)
        {
            Stop();
            return -1;
        }

        _position += skipped;
        return _json[_position];
    }

    /// <summary>Moves behind the closing quote or bracket at <paramref name="end"/>, or stops where there was none.</summary>
    private bool MoveTo(int end)
    {
        _position = end < 0 ? _json.Length : end + 1;
        return end >= 0;
    }

    private void Stop() => _position = _json.Length;

    [InlineArray(MaxNameLength)]
    private struct UnescapedName
    {
        private byte _first;
    }
}
