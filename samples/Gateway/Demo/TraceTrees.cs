using System.Text;
using System.Threading.Channels;

namespace TracedLlm.Samples.Gateway;

/// <summary>The writer of the console exporter: each tree is one write, for which a caller can wait.</summary>
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
