namespace TracedLlm.Samples.Gateway;

/// <summary>Bytes that were read before, followed by the rest of their stream, which stays open.</summary>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> beginning, Stream rest) : ForwardStream
{
    private ReadOnlyMemory<byte> _beginning = beginning;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_beginning.IsEmpty)
        {
            return rest.ReadAsync(buffer, cancellationToken);
        }

        var count = Math.Min(buffer.Length, _beginning.Length);
        _beginning[..count].CopyTo(buffer);
        _beginning = _beginning[count..];
        return new(count);
    }
}
