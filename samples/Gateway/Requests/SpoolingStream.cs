namespace TracedLlm.Samples.Gateway;

/// <summary>Reads a stream and keeps all that it reads in a file. It throws <see cref="FormStorageException"/> if the file cannot be written.</summary>
internal sealed class SpoolingStream(Stream source, FileStream file) : ForwardStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await source.ReadAsync(buffer, cancellationToken);
        try
        {
            await file.WriteAsync(buffer[..read], cancellationToken);
        }
        catch (IOException exception)
        {
            throw new FormStorageException(exception);
        }

        return read;
    }

    /// <summary>Writes what is not in the file yet.</summary>
    /// <exception cref="FormStorageException">The file cannot be written.</exception>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await file.FlushAsync(cancellationToken);
        }
        catch (IOException exception)
        {
            throw new FormStorageException(exception);
        }
    }
}
