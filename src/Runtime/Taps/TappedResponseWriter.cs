using System.IO.Pipelines;

namespace TracedLlm.Taps;

/// <summary>The pipe of a tapped response. The tap gets the bytes of a buffer when the handler advances over them.</summary>
internal sealed class TappedResponseWriter(PipeWriter inner, ResponseTap tap) : PipeWriter
{
    // The buffer that the handler requested last, as memory or as span.
    private Memory<byte> _buffer;

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _buffer = inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        // The inner writer rejects any other count.
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
