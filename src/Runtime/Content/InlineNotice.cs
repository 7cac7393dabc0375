using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;

namespace TracedLlm.Content;

/// <summary>Describes bytes that are too long for a span: their media type, their number and their hash, by which the original is found.</summary>
internal static class InlineNotice
{
    /// <summary>The notice of encoded bytes.</summary>
    /// <param name="type">The media type, or the kind of the bytes.</param>
    /// <param name="base64">The bytes in base64. The hash of a text that is not base64 is the hash of the text.</param>
    public static string Describe(string type, ReadOnlySpan<byte> base64)
    {
        var pooled = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(base64.Length));
        var isDecoded = Base64.DecodeFromUtf8(base64, pooled, out _, out var length) == OperationStatus.Done;
        var bytes = isDecoded ? pooled.AsSpan(0, length) : base64;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        var notice = string.Create(
            CultureInfo.InvariantCulture,
            $"[{type}, {bytes.Length} bytes, sha256 {Convert.ToHexStringLower(hash)}: left out]");
        ArrayPool<byte>.Shared.Return(pooled);
        return notice;
    }
}
