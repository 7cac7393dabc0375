using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;

namespace TracedLlm.Content;

/// <summary>Describes bytes that a span does not show: their media type, their number and their hash, by which the original is found.</summary>
internal static class InlineNotice
{
    // The first characters of the formats that providers take, in base64.
    private static readonly (byte[] Beginning, string Type)[] Formats =
    [
        ("iVBORw0KGgo"u8.ToArray(), "image/png"),
        ("/9j/"u8.ToArray(), "image/jpeg"),
        ("R0lGOD"u8.ToArray(), "image/gif"),
        ("JVBERi0"u8.ToArray(), "application/pdf"),
        ("SUQz"u8.ToArray(), "audio/mpeg"),
        ("T2dnUw"u8.ToArray(), "audio/ogg"),
        ("ZkxhQw"u8.ToArray(), "audio/flac"),
    ];

    /// <summary>The notice of encoded bytes.</summary>
    /// <param name="type">The media type, or the kind of the bytes.</param>
    /// <param name="base64">The bytes in base64 or base64url. The hash of a text that is neither is the hash of the text.</param>
    public static string Describe(string type, ReadOnlySpan<byte> base64)
    {
        var pooled = ArrayPool<byte>.Shared.Rent(base64.Length + 3);
        var length = Normalize(base64, pooled);
        var isDecoded = Base64.DecodeFromUtf8InPlace(pooled.AsSpan(0, length), out var decoded) == OperationStatus.Done;
        var bytes = isDecoded ? pooled.AsSpan(0, decoded) : base64;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        var notice = string.Create(
            CultureInfo.InvariantCulture,
            $"[{(type.Contains('/', StringComparison.Ordinal) ? type : TypeOf(base64) ?? type)}, {bytes.Length} bytes, sha256 {Convert.ToHexStringLower(hash)}: left out]");
        ArrayPool<byte>.Shared.Return(pooled);
        return notice;
    }

    /// <summary>The media type of encoded bytes by their beginning; <see langword="null"/> if it is not known.</summary>
    public static string? TypeOf(ReadOnlySpan<byte> base64)
    {
        foreach (var (beginning, type) in Formats)
        {
            if (base64.StartsWith(beginning))
            {
                return type;
            }
        }

        return null;
    }

    // The padding may be left out, and JSON may escape the slashes.
    private static int Normalize(ReadOnlySpan<byte> base64, Span<byte> to)
    {
        var length = 0;
        foreach (var character in base64.TrimEnd((byte)'='))
        {
            if (character != '\\')
            {
                to[length++] = character switch { (byte)'-' => (byte)'+', (byte)'_' => (byte)'/', _ => character };
            }
        }

        while (length % 4 != 0)
        {
            to[length++] = (byte)'=';
        }

        return length;
    }
}
