using System.Buffers.Binary;
using System.IO.Compression;

namespace TracedLlm.Viewer.Browser.Tests.Pictures;

/// <summary>The pixels of a screenshot: a PNG file with 8 bits for each of red, green and blue, with or without alpha, not interlaced.</summary>
/// <param name="Width">The width.</param>
/// <param name="Height">The height.</param>
/// <param name="Colours">The colours, row by row, as 0xRRGGBB.</param>
internal sealed record PngPixels(int Width, int Height, int[] Colours)
{
    private const int SignatureLength = 8;

    private const int TrueColour = 2;
    private const int TrueColourAndAlpha = 6;

    /// <summary>The width and the height of a PNG file.</summary>
    public static (int Width, int Height) ReadSize(byte[] file)
    {
        // The header is the first part.
        var header = file.AsSpan(SignatureLength + 8);
        return (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header[4..]));
    }

    /// <exception cref="NotSupportedException">The file is of another kind.</exception>
    public static PngPixels Read(byte[] file)
    {
        using var data = new MemoryStream();
        var header = ReadOnlySpan<byte>.Empty;
        for (var at = SignatureLength; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            var type = file.AsSpan(at + 4, 4);
            var content = file.AsSpan(at + 8, length);
            if (type.SequenceEqual("IHDR"u8))
            {
                header = content;
            }
            else if (type.SequenceEqual("IDAT"u8))
            {
                data.Write(content);
            }

            at += length + 12;
        }

        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header[4..]));
        var channels = (header[8], header[9], header[12]) switch
        {
            (8, TrueColour, 0) => 3,
            (8, TrueColourAndAlpha, 0) => 4,
            _ => throw new NotSupportedException("The picture has another form of pixels."),
        };
        data.Position = 0;
        using var rows = new ZLibStream(data, CompressionMode.Decompress);
        return new(width, height, ReadColours(rows, width, height, channels));
    }

    private static int[] ReadColours(Stream rows, int width, int height, int channels)
    {
        var colours = new int[width * height];
        var before = new byte[width * channels];
        var row = new byte[width * channels];
        for (var y = 0; y < height; y++)
        {
            var filter = rows.ReadByte();
            rows.ReadExactly(row);
            Restore(filter, row, before, channels);
            for (var x = 0; x < width; x++)
            {
                colours[(y * width) + x] = (row[x * channels] << 16) | (row[(x * channels) + 1] << 8) | row[(x * channels) + 2];
            }

            (before, row) = (row, before);
        }

        return colours;
    }

    // https://www.w3.org/TR/png/#9Filters
    private static void Restore(int filter, byte[] row, byte[] above, int channels)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var (left, up, corner) = (i < channels ? 0 : row[i - channels], above[i], i < channels ? 0 : above[i - channels]);
            row[i] += (byte)(filter switch
            {
                0 => 0,
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                4 => Paeth(left, up, corner),
                _ => throw new NotSupportedException("The picture has an unknown filter."),
            });
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        var (toLeft, toUp, toCorner) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - (2 * corner)));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }
}
