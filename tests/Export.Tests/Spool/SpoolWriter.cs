using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using TracedLlm.Export.Spool;

namespace TracedLlm.Export.Tests.Spool;

/// <summary>
/// A process that fills a spool, and drains it more slowly, until it is killed. It writes <c>+n</c> once batch n is in, and
/// <c>-n</c> once it is acknowledged.
/// </summary>
internal static class SpoolWriter
{
    public const string Destination = "a";

    private const int Most = 100_000;

    public static void Main(string[] arguments)
    {
        using var spool = FileSpool.Open(
            new SpoolOptions(arguments[0]) { SegmentBytes = 64 * 1024 }, new SpoolDiary(), TimeProvider.System, NullLogger.Instance);
        for (var number = 0; number < Most; number++)
        {
            if (spool.TryAppend(Destination, Batch(number), number % 100))
            {
                Say('+', number);
            }

            var buffer = new ArrayBufferWriter<byte>();
            if (number % 3 == 0 && spool.TryRead(Destination, buffer, out var batch))
            {
                spool.Acknowledge(batch);
                Say('-', Number(buffer.WrittenSpan));
            }
        }
    }

    /// <summary>A batch of some kilobytes, all of which follow from its number.</summary>
    public static byte[] Batch(int number)
    {
        var batch = new byte[sizeof(int) + 500 + (number * 37 % 3_000)];
        new Random(number).NextBytes(batch);
        BinaryPrimitives.WriteInt32LittleEndian(batch, number);
        return batch;
    }

    /// <summary>The number that a batch was made from.</summary>
    public static int Number(ReadOnlySpan<byte> batch) => BinaryPrimitives.ReadInt32LittleEndian(batch);

    private static void Say(char what, int number) => System.Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}{number}"));
}
