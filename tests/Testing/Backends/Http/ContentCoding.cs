using System.IO.Compression;

namespace TracedLlm.Testing.Backends;

/// <summary>Bodies that arrive compressed.</summary>
internal static class ContentCoding
{
    /// <exception cref="InvalidDataException">It is not gzip.</exception>
    public static byte[] Gunzip(ReadOnlyMemory<byte> body)
    {
        if (body.Length < 2 || body.Span[0] != 0x1F || body.Span[1] != 0x8B)
        {
            // The stream takes an empty body for an empty archive.
            throw new InvalidDataException("The body is not gzip.");
        }

        return Read(new GZipStream(new MemoryStream(body.ToArray()), CompressionMode.Decompress));
    }

    /// <summary><c>deflate</c> in HTTP is zlib.</summary>
    /// <exception cref="InvalidDataException">It is not zlib.</exception>
    public static byte[] Inflate(ReadOnlyMemory<byte> body) => Read(new ZLibStream(new MemoryStream(body.ToArray()), CompressionMode.Decompress));

    private static byte[] Read(Stream compressed)
    {
        using (compressed)
        using (var plain = new MemoryStream())
        {
            compressed.CopyTo(plain);
            return plain.ToArray();
        }
    }
}
