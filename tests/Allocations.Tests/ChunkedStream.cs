using System.Threading.Tasks.Sources;

namespace TracedLlm.Allocations.Tests;

/// <summary>A response body of a number of chunks, each there at once or arriving later; reading it allocates nothing.</summary>
internal sealed class ChunkedStream(int chunks, bool arrivesLater) : Stream, IValueTaskSource<int>
{
    private ManualResetValueTaskSourceCore<int> _read;
    private int _left = chunks;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The chunk that is being waited for arrives.</summary>
    public void Arrive() => _read.SetResult(Next());

    public override int Read(byte[] buffer, int offset, int count) => Next();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!arrivesLater)
        {
            return new ValueTask<int>(Next());
        }

        _read.Reset();
        return new ValueTask<int>(this, _read.Version);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    int IValueTaskSource<int>.GetResult(short token) => _read.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);

    private int Next() => _left-- > 0 ? 1 : 0;
}
