using System.Text;
using System.Threading.Channels;

namespace TracedLlm.Samples.Gateway;

/// <summary>Where the console exporter writes: each tree is one write, which can be waited for.</summary>
internal sealed class TraceTrees : TextWriter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Channel<string> _trees = Channel.CreateUnbounded<string>();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(string? value) => _trees.Writer.TryWrite(value ?? "");

    /// <exception cref="TimeoutException">No tree was written.</exception>
    public Task<string> NextAsync(CancellationToken cancellationToken) =>
        _trees.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(Patience, cancellationToken);
}
