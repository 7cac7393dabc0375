using System.Text;

namespace TracedLlm.Samples.Gateway.Tests.Requests;

/// <summary>A body that breaks off behind its beginning: each further read fails, and so does its end.</summary>
/// <param name="beginning">What has arrived; empty if nothing has.</param>
/// <param name="failure">What they throw.</param>
internal sealed class BrokenBody(string beginning, Exception failure) : ForwardStream
{
    private ReadOnlyMemory<byte> _beginning = Encoding.UTF8.GetBytes(beginning);

    public bool IsDisposed { get; private set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_beginning.IsEmpty)
        {
            return ValueTask.FromException<int>(failure);
        }

        var count = _beginning.Length;
        _beginning.CopyTo(buffer);
        _beginning = default;
        return new(count);
    }

    public override async ValueTask DisposeAsync()
    {
        IsDisposed = true;
        await base.DisposeAsync();
        throw failure;
    }
}
