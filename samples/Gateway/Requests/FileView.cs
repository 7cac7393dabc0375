using Microsoft.Win32.SafeHandles;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads an open file from its beginning; several of them can read one file.</summary>
internal sealed class FileView(SafeFileHandle file) : ForwardStream
{
    private long _position;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await RandomAccess.ReadAsync(file, buffer, _position, cancellationToken);
        _position += read;
        return read;
    }
}
