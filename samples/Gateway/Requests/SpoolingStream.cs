namespace TracedLlm.Samples.Gateway;

/// <summary>Reads a stream and keeps all that it reads in a file.</summary>
internal sealed class SpoolingStream(Stream source, FileStream file) : ForwardStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await source.ReadAsync(buffer, cancellationToken);
        await file.WriteAsync(buffer[..read], cancellationToken);
        return read;
    }
}
