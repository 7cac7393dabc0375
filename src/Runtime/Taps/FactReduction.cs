using System.Buffers;
using TracedLlm.Apis;
using TracedLlm.Json;
using TracedLlm.Streams;

namespace TracedLlm.Taps;

/// <summary>
/// Reduces a JSON document, which arrives in chunks of any size, to the properties of <see cref="FactNames"/>. It skips everything else
/// as it goes by, so that its memory does not grow with the document, and a fact at the end of a document of any length is kept.
/// </summary>
/// <remarks>Not safe for concurrent use. It does not validate what it skips, as <see cref="Utf8JsonCursor"/> does not.</remarks>
/// <param name="onElements">
/// Gets the elements of an array that is the whole document, as an array, when there are many: the stream of Gemini without
/// <c>alt=sse</c> is such an array. It also gets each document that another one follows: a proxy may call Ollama's lines JSON. The
/// memory is valid during the call.
/// </param>
/// <param name="isInBase64">Whether the document is itself the text of a <c>bytes</c> property, in which there is no other.</param>
internal sealed class FactReduction(Action<ReadOnlyMemory<byte>>? onElements = null, bool isInBase64 = false)
{
    // A string that is longer is no fact: ids have up to some hundred characters, messages of errors up to some thousand.
    private const int MaxStringLength = 4 * 1024;

    // The longest number is that of a double with 17 digits, a sign and an exponent.
    private const int MaxLiteralLength = 64;

    // Elements of arrays are kept up to this length: of 128 choices, and of some hundred items of an output. A null follows if there are more.
    private const int MaxElementsLength = 64 * 1024;

    // Properties are kept up to this length. Only repeated names can exceed it.
    private const int MaxLength = 256 * 1024;

    private const int MaxDepth = 63;

    private static readonly SearchValues<byte> StringEnds = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> LiteralEnds = SearchValues.Create(",]}: \t\r\n"u8);
    private static readonly SearchValues<byte> Blank = SearchValues.Create(" \t\r\n\uFEFF"u8);

    private ReducedName _name = new();
    private SkippedContainer _skipped;
    private PooledBytes _kept;
    private State _state;

    // One bit for each enclosing container: whether it is an array, and whether everything in it is kept.
    private ulong _arrays;
    private ulong _wholes;
    private int _depth;

    private bool _isEscaped;
    private bool _isNextWhole;
    private int _valueStart;

    // The property "bytes" of a frame of Bedrock: base64 of a document.
    private bool _isNextBase64;
    private Base64Reduction? _base64;

    private enum State
    {
        Value,
        SkippedValue,
        Name,
        InName,
        Colon,
        SkippedColon,
        AfterValue,
        InString,
        InLongString,
        InBase64,
        InSkippedString,
        InLiteral,
        InSkippedLiteral,
        InSkippedContainer,
        End,
        Broken,
    }

    /// <summary>Whether no further byte changes the reduced document.</summary>
    public bool HasEnded => _state is State.End or State.Broken;

    private bool IsInArray => (_arrays >> _depth & 1) != 0;

    private bool IsInWhole => (_wholes >> _depth & 1) != 0;

    /// <summary>Reads the next bytes of the document.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && _state != State.Broken)
        {
            bytes = bytes[Read(bytes)..];
        }
    }

    /// <summary>
    /// The reduced document; a document that was cut stays cut. The memory is valid until the next call of another method.
    /// </summary>
    public ReadOnlyMemory<byte> Finish() => _kept.Memory;

    /// <summary>Begins a new document.</summary>
    public void Reset()
    {
        _kept.Clear();
        _state = State.Value;
        _depth = 0;
        _isNextWhole = false;
        _isNextBase64 = false;
        _isEscaped = false;
        _base64?.Reset();
    }

    /// <summary>Returns the pooled memory.</summary>
    public void Release()
    {
        _kept.Return();
        _base64?.Release();
    }

    private static int CountBlank(ReadOnlySpan<byte> bytes) => bytes.IndexOfAnyExcept(Blank) is >= 0 and var count ? count : bytes.Length;

    // Reads at least one byte, and returns how many.
    private int Read(ReadOnlySpan<byte> bytes)
    {
        switch (_state)
        {
            case State.InString or State.InLongString or State.InBase64 or State.InSkippedString:
                return ReadString(bytes);
            case State.InSkippedContainer:
                return SkipContainer(bytes);
            case State.InName:
                return ReadName(bytes);
            case State.InLiteral or State.InSkippedLiteral:
                return ReadLiteral(bytes);
        }

        var blank = CountBlank(bytes);
        return blank > 0 ? blank : ReadToken(bytes[0]);
    }

    private int ReadToken(byte token)
    {
        switch (_state)
        {
            case State.Value:
                return BeginValue(token);
            case State.SkippedValue:
                return BeginSkippedValue(token);
            case State.Colon or State.SkippedColon:
                _state = token != ':' ? State.Broken : _state == State.Colon ? State.Value : State.SkippedValue;
                return 1;
            case State.Name when token == '"':
                _name.Clear();
                _state = State.InName;
                return 1;
            case State.AfterValue when token == ',':
                _state = IsInArray ? State.Value : State.Name;
                return 1;
            case State.Name when token == ',':
                return 1;
            case State.Name or State.AfterValue when token is (byte)'}' or (byte)']':
                Leave(token);
                return 1;
            case State.End when onElements is not null && token is (byte)'{' or (byte)'[':
                onElements(_kept.Memory);
                Reset();
                return 0;
            default:
                // The document is broken, or something else follows it.
                _state = State.Broken;
                return 1;
        }
    }

    private int BeginValue(byte token)
    {
        if (IsInArray && token is (byte)']' or (byte)',')
        {
            if (token == ']')
            {
                Leave(token);
            }

            return 1;
        }

        if (IsInArray)
        {
            if (_kept.Length > MaxElementsLength)
            {
                MarkDropped();
                return BeginSkippedValue(token);
            }

            Separate();
            _isNextWhole = IsInWhole;
        }

        _valueStart = _kept.Length;
        switch (token)
        {
            case (byte)'"':
                _kept.Append("\""u8);
                _state = State.InString;
                return 1;
            case (byte)'{' or (byte)'[' when _depth < MaxDepth:
                Enter(token);
                return 1;
            case (byte)'{' or (byte)'[':
                _kept.Append("null"u8);
                return BeginSkippedValue(token);
            case (byte)',' or (byte)'}' or (byte)']' or (byte)':':
                _state = State.Broken;
                return 1;
            default:
                _state = State.InLiteral;
                return 0;
        }
    }

    private int BeginSkippedValue(byte token)
    {
        switch (token)
        {
            case (byte)'"':
                _state = State.InSkippedString;
                return 1;
            case (byte)'{' or (byte)'[':
                _skipped.Begin();
                _state = State.InSkippedContainer;
                return 1;
            case (byte)',' or (byte)'}' or (byte)']' or (byte)':':
                _state = State.Broken;
                return 1;
            default:
                _state = State.InSkippedLiteral;
                return 0;
        }
    }

    private void Enter(byte bracket)
    {
        _kept.Append([bracket]);
        _depth++;
        var bit = 1UL << _depth;
        _arrays = bracket == '[' ? _arrays | bit : _arrays & ~bit;
        _wholes = _isNextWhole ? _wholes | bit : _wholes & ~bit;
        _isNextWhole = false;
        _isNextBase64 = false;
        _state = bracket == '[' ? State.Value : State.Name;
    }

    private void Leave(byte bracket)
    {
        _kept.Append([bracket]);
        if (_depth > 0)
        {
            _depth--;
        }

        EndValue();
    }

    private void EndValue()
    {
        _isNextBase64 = false;
        _state = _depth == 0 ? State.End : State.AfterValue;
        if (_depth == 1 && IsInArray && onElements is not null && _kept.Length > MaxElementsLength / 2)
        {
            _kept.Append("]"u8);
            onElements(_kept.Memory);
            _kept.Clear();
            _kept.Append("["u8);
        }
    }

    // One null stands for all elements that are not kept, so that a reader can tell that it did not see them.
    private void MarkDropped()
    {
        if (!_kept.Span.EndsWith("null"u8))
        {
            Separate();
            _kept.Append("null"u8);
        }
    }

    private void Separate()
    {
        if (_kept.Length > 0 && _kept.Span[^1] is not ((byte)'[' or (byte)'{'))
        {
            _kept.Append(","u8);
        }
    }

    private int ReadString(ReadOnlySpan<byte> bytes)
    {
        if (_isEscaped)
        {
            _isEscaped = false;
            Keep(bytes[..1]);
            return 1;
        }

        var end = bytes.IndexOfAny(StringEnds);
        if (end < 0)
        {
            Keep(bytes);
            return bytes.Length;
        }

        Keep(bytes[..(end + 1)]);
        if (bytes[end] == '\\')
        {
            _isEscaped = true;
        }
        else
        {
            if (_state == State.InBase64)
            {
                _base64!.WriteFacts(ref _kept);
                _kept.Append("\""u8);
            }

            EndValue();
        }

        return end + 1;
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (_state == State.InBase64)
        {
            Decode(part);
        }

        if (_state != State.InString)
        {
            return;
        }

        if (_kept.Length - _valueStart + part.Length > MaxStringLength && _isNextBase64)
        {
            _state = State.InBase64;
            (_base64 ??= new()).Reset();
            Decode(_kept.Span[(_valueStart + 1)..]);
            Decode(part);
            _kept.Truncate(_valueStart + 1);
        }
        else if (_kept.Length - _valueStart + part.Length > MaxStringLength)
        {
            _kept.Truncate(_valueStart);
            _kept.Append("\"\""u8);
            _state = State.InLongString;
        }
        else
        {
            _kept.Append(part);
        }
    }

    // A part of a text in base64, maybe with the quote behind it. No encoder of base64 needs escapes, and no reader takes them.
    private void Decode(ReadOnlySpan<byte> part)
    {
        if (part.Contains((byte)'\\'))
        {
            _base64!.Break();
        }

        _base64!.Append(part.TrimEnd((byte)'"'));
    }

    private int ReadLiteral(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAny(LiteralEnds) is >= 0 and var found ? found : bytes.Length;
        if (_state == State.InLiteral)
        {
            var room = MaxLiteralLength - (_kept.Length - _valueStart);
            _kept.Append(bytes[..Math.Clamp(end, 0, Math.Max(0, room))]);
        }

        if (end < bytes.Length)
        {
            if (_state == State.InLiteral && _kept.Length - _valueStart >= MaxLiteralLength)
            {
                _kept.Truncate(_valueStart);
                _kept.Append("null"u8);
            }

            EndValue();
        }

        // A literal that begins with one of its ends is no literal: the state has changed, and the next call reads the byte.
        return end;
    }

    private int SkipContainer(ReadOnlySpan<byte> bytes)
    {
        var count = _skipped.Skip(bytes, out var hasEnded);
        if (hasEnded)
        {
            EndValue();
        }

        return count;
    }

    private int ReadName(ReadOnlySpan<byte> bytes)
    {
        var count = _name.Read(bytes, out var hasEnded);
        if (hasEnded)
        {
            EndName();
        }

        return count;
    }

    private void EndName()
    {
        Span<byte> buffer = stackalloc byte[Utf8JsonCursor.MaxNameLength];
        if (!_name.TryUnescape(buffer, out var name))
        {
            _state = State.SkippedColon;
            return;
        }

        var isKept = FactNames.Contain(name, out var isWhole);
        _isNextWhole = isWhole || IsInWhole;
        _isNextBase64 = !isInBase64 && _name.Written.SequenceEqual("bytes"u8);
        if ((!isKept && !IsInWhole) || _kept.Length > MaxLength)
        {
            _state = State.SkippedColon;
            return;
        }

        Separate();
        _kept.Append("\""u8);
        _kept.Append(_name.Written);
        _kept.Append("\":"u8);
        _state = State.Colon;
    }
}
