using System.Buffers;
using System.Collections;
using System.Globalization;
using TracedLlm.Export.Otlp;

namespace TracedLlm.Export.Views.Json;

/// <summary>
/// Writes JSON into a buffer, in place and without allocating. No value makes it throw: lone surrogates are
/// replaced, and numbers that JSON has no form for are <c>null</c>.
/// </summary>
internal struct JsonOut(OtlpBuffer buffer)
{
    private const int MaxDepth = 8;

    private static readonly SearchValues<char> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\']);

    private bool _follows;

    public readonly OtlpBuffer Buffer => buffer;

    public void StartObject() => Start((byte)'{');

    public void EndObject() => End((byte)'}');

    public void StartArray() => Start((byte)'[');

    public void EndArray() => End((byte)']');

    /// <summary>A member's name, of letters that need no escape.</summary>
    public void Name(ReadOnlySpan<byte> name)
    {
        Separate();
        buffer.Byte((byte)'"');
        buffer.Bytes(name);
        buffer.Bytes("\":"u8);
        _follows = false;
    }

    /// <summary>A member's name.</summary>
    public void Name(ReadOnlySpan<char> name)
    {
        Text(name);
        buffer.Byte((byte)':');
        _follows = false;
    }

    public void Text(ReadOnlySpan<char> text)
    {
        Separate();
        buffer.Byte((byte)'"');
        while (true)
        {
            var plain = text.IndexOfAny(Escaped);
            if (plain < 0)
            {
                buffer.Utf8(text);
                break;
            }

            buffer.Utf8(text[..plain]);
            Escape(text[plain]);
            text = text[(plain + 1)..];
        }

        buffer.Byte((byte)'"');
        _follows = true;
    }

    /// <summary>A value that is JSON already.</summary>
    public void Raw(ReadOnlySpan<byte> json)
    {
        Separate();
        buffer.Bytes(json);
        _follows = true;
    }

    /// <summary>A text that needs no escape.</summary>
    public void Quoted(ReadOnlySpan<byte> text)
    {
        Separate();
        buffer.Byte((byte)'"');
        buffer.Bytes(text);
        buffer.Byte((byte)'"');
        _follows = true;
    }

    public void Number(long number)
    {
        Separate();
        number.TryFormat(buffer.GetSpan(20), out var written, default, CultureInfo.InvariantCulture);
        buffer.Advance(written);
        _follows = true;
    }

    public void Number(double number)
    {
        if (!double.IsFinite(number))
        {
            Raw("null"u8);
            return;
        }

        Separate();
        number.TryFormat(buffer.GetSpan(32), out var written, default, CultureInfo.InvariantCulture);
        buffer.Advance(written);
        _follows = true;
    }

    public void Member(ReadOnlySpan<byte> name, long number)
    {
        Name(name);
        Number(number);
    }

    public void Member(ReadOnlySpan<byte> name, double number)
    {
        Name(name);
        Number(number);
    }

    public void Member(ReadOnlySpan<byte> name, ReadOnlySpan<char> text)
    {
        Name(name);
        Text(text);
    }

    /// <summary>A member that is JSON already; an absent value writes no member.</summary>
    public void Member(ReadOnlySpan<byte> name, Utf8Json json)
    {
        if (!json.IsEmpty)
        {
            Name(name);
            Raw(json.Span);
        }
    }

    /// <summary>A value of any type, lists as arrays.</summary>
    public void Value(object? value, int depth = 0)
    {
        switch (value)
        {
            case null:
                Raw("null"u8);
                break;
            case string text:
                Text(OtlpAttribute.Cut(text));
                break;
            case bool flag:
                Raw(flag ? "true"u8 : "false"u8);
                break;
            case long number:
                Number(number);
                break;
            case int number:
                Number(number);
                break;
            case short or ushort or byte or sbyte or uint:
                Number(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number:
                Number(number);
                break;
            case float number:
                Number(number);
                break;
            case string[] items:
                StartArray();
                foreach (var item in items)
                {
                    Value(item);
                }

                EndArray();
                break;
            case IList items when depth < MaxDepth:
                StartArray();
                for (var i = 0; i < items.Count; i++)
                {
                    Value(items[i], depth + 1);
                }

                EndArray();
                break;
            default:
                Text(OtlpAttribute.Cut(OtlpAttribute.TextOf(value)));
                break;
        }
    }

    private void Start(byte bracket)
    {
        Separate();
        buffer.Byte(bracket);
        _follows = false;
    }

    private void End(byte bracket)
    {
        buffer.Byte(bracket);
        _follows = true;
    }

    private readonly void Separate()
    {
        if (_follows)
        {
            buffer.Byte((byte)',');
        }
    }

    private readonly void Escape(char letter)
    {
        switch (letter)
        {
            case '"':
                buffer.Bytes("\\\""u8);
                break;
            case '\\':
                buffer.Bytes("\\\\"u8);
                break;
            case '\n':
                buffer.Bytes("\\n"u8);
                break;
            case '\r':
                buffer.Bytes("\\r"u8);
                break;
            case '\t':
                buffer.Bytes("\\t"u8);
                break;
            default:
                buffer.Bytes("\\u00"u8);
                ((int)letter).TryFormat(buffer.GetSpan(2), out var written, "x2", CultureInfo.InvariantCulture);
                buffer.Advance(written);
                break;
        }
    }
}
