using System.Buffers.Binary;
using System.IO.Compression;
using TracedLlm.Samples.Gateway;

namespace TracedLlm.Viewer.Browser.Tests.Pictures;

/// <summary>Writes a picture as a PNG file with a palette: a page has few colours, so that the file is a third of the browser's.</summary>
internal static class PalettePng
{
    private const int Colours = 256;
    private const byte Palette = 3;

    // The square of a distance of 5 in red, green and blue.
    private const int LeastDistance = 25;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Writes the picture. Each colour becomes the nearest one of the palette.</summary>
    public static byte[] Write(PngPixels pixels)
    {
        var palette = Choose(pixels.Colours);
        var indices = pixels.Colours.Distinct().ToDictionary(colour => colour, colour => (byte)Nearest(palette, colour));
        using var file = new MemoryStream();
        file.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, pixels.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), pixels.Height);
        (header[8], header[9]) = (8, Palette);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "PLTE"u8, [.. palette.SelectMany(colour => new[] { (byte)(colour >> 16), (byte)(colour >> 8), (byte)colour })]);
        WriteChunk(file, "IDAT"u8, Compress(pixels, indices));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    // The most frequent colours. Of the many shades at the edges of letters one stands for those that nobody tells from it, so that
    // small signs keep their colours.
    private static int[] Choose(int[] colours)
    {
        List<int> palette = [];
        foreach (var (colour, _) in colours.CountBy(colour => colour).OrderByDescending(colour => colour.Value))
        {
            if (palette.Count < Colours && palette.TrueForAll(known => Distance(known, colour) > LeastDistance))
            {
                palette.Add(colour);
            }
        }

        return [.. palette];
    }

    private static int Nearest(int[] palette, int colour)
    {
        var known = Array.IndexOf(palette, colour);
        return known >= 0 ? known : Enumerable.Range(0, palette.Length).MinBy(index => Distance(palette[index], colour));
    }

    private static int Distance(int one, int other)
    {
        var (red, green, blue) = ((one >> 16) - (other >> 16), ((one >> 8) & 0xFF) - ((other >> 8) & 0xFF), (one & 0xFF) - (other & 0xFF));
        return (red * red) + (green * green) + (blue * blue);
    }

    // Rows without a filter: the numbers of colours are no amounts that could be predicted.
    private static byte[] Compress(PngPixels pixels, Dictionary<int, byte> indices)
    {
        using var compressed = new MemoryStream();
        using (var rows = new ZLibStream(compressed, CompressionLevel.SmallestSize))
        {
            var row = new byte[pixels.Width + 1];
            for (var y = 0; y < pixels.Height; y++)
            {
                for (var x = 0; x < pixels.Width; x++)
                {
                    row[x + 1] = indices[pixels.Colours[(y * pixels.Width) + x]];
                }

                rows.Write(row);
            }
        }

        return compressed.ToArray();
    }

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> type, byte[] content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        byte[] checkedPart = [.. type, .. content];
        file.Write(checkedPart);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Compute(checkedPart));
        file.Write(number);
    }
}
