using System.IO.Pipelines;

namespace TracedLlm.Taps;

/// <summary>The pipe of a tapped response: what a handler has put into a buffer is seen when it advances over it.</summary>
internal sealed class TappedResponseWriter(PipeWriter inner, ResponseTap tap) : PipeWriter
{
    // The buffer that was asked for last; a span of it is the same memory.
    private Memory<byte> _buffer;

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _buffer = inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        // The rest is for the inner writer to refuse.
        if (bytes > 0 && bytes <= _buffer.Length)
        {
            tap.OnBytes(_buffer.Span[..bytes]);
            _buffer = _buffer[bytes..];
        }

        inner.Advance(bytes);
    }

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        tap.OnBytes(source.Span);
        return inner.WriteAsync(source, cancellationToken);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        tap.OnStart();
        return inner.FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);
}
