using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TracedLlm.Content;

namespace TracedLlm.Taps;

/// <summary>
/// The length and the hash of encoded bytes that are too long to be kept. They arrive in pieces of any length, in base64 or base64url,
/// after the beginning of a data URL or without it.
/// </summary>
internal sealed class InlineDigest : IDisposable
{
    // Four characters of base64 are three bytes, so that a piece of this length decodes without the next one.
    private const int PieceLength = 4096;

    // Bytes of any format have most of the 64 characters; a line of one letter has one.
    private const int LeastDistinct = 16;

    private static readonly SearchValues<byte> Base64Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_="u8);

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _piece = ArrayPool<byte>.Shared.Rent(PieceLength);
    private readonly string _type;
    private int _length;
    private long _bytes;

    private InlineDigest(string type) => _type = type;

    /// <summary>Begins with the first characters of a text; <see langword="null"/> if the text is not base64.</summary>
    public static InlineDigest? TryBegin(ReadOnlySpan<byte> text)
    {
        var type = "data";
        var isDataUrl = false;
        if (text.StartsWith("data:"u8) && text.IndexOf(";base64,"u8) is > 0 and var end)
        {
            type = Encoding.UTF8.GetString(text["data:"u8.Length..end]).Replace("\\/", "/", StringComparison.Ordinal);
            text = text[(end + ";base64,"u8.Length)..];
            isDataUrl = true;
        }

        if (text.Contains((byte)'\\'))
        {
            text = InlineMedia.Unescape(text);
        }

        if (text.IsEmpty || text.IndexOfAnyExcept(Base64Characters) >= 0 || (!isDataUrl && CountDistinct(text) < LeastDistinct))
        {
            return null;
        }

        var digest = new InlineDigest(isDataUrl ? type : InlineNotice.TypeOf(text) ?? type);
        digest.Append(text);
        return digest;
    }

    private static int CountDistinct(ReadOnlySpan<byte> text)
    {
        UInt128 seen = 0;
        foreach (var character in text)
        {
            seen |= UInt128.One << character;
        }

        return (int)UInt128.PopCount(seen);
    }

    /// <summary>Adds the next characters.</summary>
    public void Append(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var taken = Math.Min(PieceLength - _length, text.Length);
            text[..taken].CopyTo(_piece.AsSpan(_length));
            _length += taken;
            text = text[taken..];
            if (_length == PieceLength)
            {
                Decode();
            }
        }
    }

    /// <summary>The notice that stands in for the text.</summary>
    public string Describe()
    {
        Decode();
        return string.Create(CultureInfo.InvariantCulture, $"[{_type}, {_bytes} bytes, sha256 {Convert.ToHexStringLower(_hash.GetHashAndReset())}: left out]");
    }

    public void Dispose()
    {
        _hash.Dispose();
        ArrayPool<byte>.Shared.Return(_piece);
    }

    private void Decode()
    {
        var piece = _piece.AsSpan(0, _length);
        piece.Replace((byte)'-', (byte)'+');
        piece.Replace((byte)'_', (byte)'/');
        while (_length % 4 != 0)
        {
            // The padding may be left out.
            _piece[_length++] = (byte)'=';
        }

        Span<byte> decoded = stackalloc byte[PieceLength];
        var text = _piece.AsSpan(0, _length);
        var isDecoded = Base64.DecodeFromUtf8(text, decoded, out _, out var bytes) == OperationStatus.Done;

        // Characters that decode to nothing count as they are.
        var counted = isDecoded ? decoded[..bytes] : text;
        _hash.AppendData(counted);
        _bytes += counted.Length;
        _length = 0;
    }
}
