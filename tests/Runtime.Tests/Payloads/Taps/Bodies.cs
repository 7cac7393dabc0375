using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace TracedLlm.Tests.Payloads.Taps;

/// <summary>Large bodies, told apart by their hashes.</summary>
internal static class Bodies
{
    /// <summary>A JSON body of about a third of a megabyte.</summary>
    public static byte[] Json { get; } = Encoding.UTF8.GetBytes(
        $"{{\"data\":[{string.Join(',', Enumerable.Range(0, 30_000).Select(number => $"\"{number * 7919}\""))}]}}");

    public static string Hash(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes));

    /// <summary>What a client has got, decompressed if need be.</summary>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage response)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync();
        if (!response.Content.Headers.ContentEncoding.Contains("gzip"))
        {
            return bytes;
        }

        using var plain = new MemoryStream();
        await using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        await gzip.CopyToAsync(plain);
        return plain.ToArray();
    }
}
