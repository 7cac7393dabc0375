using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// A large JSON object without its long texts, so that a body with an image or a document is neither parsed nor copied as a whole.
/// A mark stands for each text. The texts stay in the caller's bytes.
/// </summary>
internal sealed class LargeJson
{
    /// <summary>From this length on a body is large. A document takes twice the bytes of its body and more.</summary>
    public const int LeastBytes = 1024 * 1024;

    // Much longer than a mark.
    private const int LeastText = 256;

    private const int MarkBytes = 8;
    private const int NumberLength = 8;

    private readonly ReadOnlyMemory<byte> _utf8;
    private readonly byte[] _mark;
    private readonly List<Range> _texts;

    private LargeJson(ReadOnlyMemory<byte> utf8, byte[] mark, List<Range> texts, ReadOnlyMemory<byte> shortened)
    {
        _utf8 = utf8;
        _mark = mark;
        _texts = texts;
        Shortened = shortened;
    }

    /// <summary>The object with marks.</summary>
    public ReadOnlyMemory<byte> Shortened { get; }

    /// <summary>Shortens a body.</summary>
    /// <param name="utf8">The body.</param>
    /// <param name="keeps">Whether the texts of a field of the body must stay, because the gateway reads them.</param>
    /// <param name="maxDepth">How deep the body may be nested.</param>
    /// <returns><see langword="null"/> if the body is not large, or has no long texts.</returns>
    /// <exception cref="JsonException">The body is not valid JSON.</exception>
    public static LargeJson? Shorten(ReadOnlyMemory<byte> utf8, Func<ReadOnlySpan<byte>, bool> keeps, int maxDepth)
    {
        if (utf8.Length < LeastBytes)
        {
            return null;
        }

        // No caller can guess the mark.
        var mark = Encoding.ASCII.GetBytes($"\"{Convert.ToHexString(RandomNumberGenerator.GetBytes(MarkBytes))}");
        var texts = new List<Range>();
        var shortened = new ArrayBufferWriter<byte>();
        var reader = new Utf8JsonReader(utf8.Span, new JsonReaderOptions { MaxDepth = maxDepth });
        var copied = 0;
        var isKept = true;
        while (reader.Read())
        {
            if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
            {
                isKept = reader.ValueIsEscaped || keeps(reader.ValueSpan);
            }
            else if (!isKept && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length >= LeastText)
            {
                var text = (int)reader.TokenStartIndex..(int)reader.BytesConsumed;
                shortened.Write(utf8.Span[copied..text.Start.Value]);
                shortened.Write(mark);
                WriteNumber(shortened, texts.Count);
                copied = text.End.Value;
                texts.Add(text);
            }
        }

        if (texts.Count == 0)
        {
            return null;
        }

        shortened.Write(utf8.Span[copied..]);
        return new(utf8, mark, texts, shortened.WrittenMemory);
    }

    /// <summary>Puts the texts back.</summary>
    /// <param name="json">JSON with marks of this object.</param>
    /// <returns>The JSON, in pieces.</returns>
    public List<ReadOnlyMemory<byte>> Restore(ReadOnlyMemory<byte> json)
    {
        var pieces = new List<ReadOnlyMemory<byte>>((2 * _texts.Count) + 1);
        while (json.Span.IndexOf(_mark) is var at and >= 0)
        {
            var number = int.Parse(json.Slice(at + _mark.Length, NumberLength).Span, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            pieces.Add(json[..at]);
            pieces.Add(_utf8[_texts[number]]);
            json = json[(at + _mark.Length + NumberLength + 1)..];
        }

        pieces.Add(json);
        return pieces;
    }

    private static void WriteNumber(ArrayBufferWriter<byte> json, int number)
    {
        var bytes = json.GetSpan(NumberLength + 1);
        Utf8Formatter.TryFormat(number, bytes, out var written, new StandardFormat('X', NumberLength));
        bytes[written] = (byte)'"';
        json.Advance(written + 1);
    }
}
