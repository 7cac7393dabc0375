namespace TracedLlm.Tests.Payloads.Taps;

/// <summary>The same bytes again and again, one piece a read, without an end.</summary>
internal sealed class RepeatedStream(byte[] piece) : MemoryStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        piece.CopyTo(buffer);
        return new ValueTask<int>(piece.Length);
    }
}
