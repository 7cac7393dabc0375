using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using TracedLlm.Json;

namespace TracedLlm;

/// <summary>
/// Reads one JSON document in UTF-8, forward only. The cursor enters the objects and arrays that the caller wants, and skips
/// everything else in one step. Generated payload readers use this type.
/// </summary>
/// <remarks>
/// <para>
/// The cursor never throws, and allocates only the values that it returns. It skips a value of another type than the caller asks
/// for, and reports it as absent. If the document is broken or ends early, the cursor stops there: it has returned everything
/// before that place, and later calls return nothing.
/// </para>
/// <para>
/// The cursor does not validate what it skips. On a broken document it may therefore read further than
/// <see cref="System.Text.Json.Utf8JsonReader"/>; on a valid document both read the same. Comments are not accepted. A byte order
/// mark is skipped.
/// </para>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref partial struct Utf8JsonCursor
{
    /// <summary>The deepest nesting of a value that <see cref="ReadRaw"/> returns: 64, the default limit of System.Text.Json.</summary>
    public const int MaxDepth = 64;

    /// <summary>The longest name that the cursor unescapes, in bytes of UTF-8. A longer name with escapes reads as empty.</summary>
    public const int MaxNameLength = 128;

    private readonly ReadOnlySpan<byte> _json;
    private readonly ReadOnlyMemory<byte> _memory;
    private readonly bool _refersToMemory;
    private int _position;
    private int _nameStart;
    private int _nameLength;
    private bool _nameWasEscaped;
    private UnescapedName _unescapedName;

    /// <summary>Starts at the beginning of <paramref name="json"/>. The values that <see cref="ReadRaw"/> returns are copies.</summary>
    public Utf8JsonCursor(ReadOnlySpan<byte> json)
    {
        _json = json;
        _position = json.StartsWith("\uFEFF"u8) ? 3 : 0;
    }

    /// <summary>Starts at the beginning of <paramref name="json"/>. The values that <see cref="ReadRaw"/> returns refer to that memory.</summary>
    public Utf8JsonCursor(ReadOnlyMemory<byte> json)
        : this(json.Span)
    {
        _memory = json;
        _refersToMemory = true;
    }

    /// <summary>
    /// The name of the property that <see cref="NextProperty"/> found, without escapes; empty if an escape is invalid. The span is
    /// valid until the next call of <see cref="NextProperty"/>.
    /// </summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Name => _nameWasEscaped
        ? ((ReadOnlySpan<byte>)_unescapedName)[.._nameLength]
        : _json.Slice(_nameStart, _nameLength);

    /// <summary>Enters the next value if it is an object, and skips it otherwise.</summary>
    /// <returns>Whether the cursor is in the object.</returns>
    public bool EnterObject() => Enter((byte)'{');

    /// <summary>Enters the next value if it is an array, and skips it otherwise.</summary>
    /// <returns>Whether the cursor is in the array.</returns>
    public bool EnterArray() => Enter((byte)'[');

    /// <summary>
    /// Moves to the value of the object's next property, and sets <see cref="Name"/>. Read or skip the value before the next call.
    /// </summary>
    /// <returns><see langword="false"/> at the end of the object, which the cursor then leaves.</returns>
    public bool NextProperty()
    {
        // The fast path: nearly all JSON is compact and has short names without escapes. A local keeps the position in a
        // register until the name is found.
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

    /// <summary>Moves to the array's next element. Read or skip the element before the next call.</summary>
    /// <returns><see langword="false"/> at the end of the array, which the cursor then leaves.</returns>
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

    /// <summary>Skips the next value, of any type.</summary>
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

    /// <summary>Skips the next value if it is <paramref name="known"/>, a value that was read from the same memory before, so that its end is known.</summary>
    /// <returns>Whether it was skipped.</returns>
    internal bool TrySkip(ReadOnlySpan<byte> known)
    {
        if (known.IsEmpty || NextToken() < 0 || known.Length > _json.Length - _position || !Unsafe.AreSame(in _json[_position], in known[0]))
        {
            return false;
        }

        _position += known.Length;
        return true;
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

    /// <summary>The next byte that is not white space; -1 at the end of the document.</summary>
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

    /// <summary>Moves behind the closing quote or bracket at <paramref name="end"/>, or stops if <paramref name="end"/> is -1.</summary>
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
