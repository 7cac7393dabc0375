using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views;

namespace TracedLlm.Export.Tests.Pipeline;

/// <summary>Writes a name and nothing else, and counts how often.</summary>
internal sealed class CountingView(string name, string? fails = null) : SpanView
{
    private static readonly byte[] Id = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

    private int _written;

    public int Written => Volatile.Read(ref _written);

    public override string Name => name;

    public override void Write(in EndedSpan span, OtlpBuffer buffer)
    {
        Interlocked.Increment(ref _written);
        if (span.Activity.DisplayName == fails)
        {
            buffer.Byte(0x12);
            throw new InvalidOperationException("cannot be encoded");
        }

        var start = buffer.Open(0x12);
        buffer.Byte(0x0A);
        buffer.Byte(16);
        buffer.Bytes(Id);
        buffer.Byte(0x12);
        buffer.Byte(8);
        buffer.Bytes(Id.AsSpan(0, 8));
        buffer.Text(0x2A, $"{span.Activity.DisplayName}-{name}");
        buffer.Close(start);
    }
}
