namespace TracedLlm.Streams;

/// <summary>
/// A stream that passes each call on to an inner stream in the same form. Derived types see the written bytes before they pass.
/// Without an inner stream it is forward only, and does not support the operations that a derived type does not implement.
/// </summary>
/// <param name="inner">The inner stream; <see langword="null"/> for a stream without one.</param>
internal abstract class PassThroughStream(Stream? inner = null) : Stream
{
    private bool _isDisposed;

    public override bool CanRead => inner?.CanRead ?? false;

    public override bool CanSeek => inner?.CanSeek ?? false;

    public override bool CanWrite => inner?.CanWrite ?? false;

    public override bool CanTimeout => inner?.CanTimeout ?? false;

    public override long Length => Inner.Length;

    public override long Position
    {
        get => Inner.Position;
        set => Inner.Position = value;
    }

    public override int ReadTimeout
    {
        get => inner?.ReadTimeout ?? base.ReadTimeout;
        set => Inner.ReadTimeout = value;
    }

    public override int WriteTimeout
    {
        get => inner?.WriteTimeout ?? base.WriteTimeout;
        set => Inner.WriteTimeout = value;
    }

    /// <summary>The inner stream.</summary>
    /// <exception cref="NotSupportedException">There is no inner stream.</exception>
    protected Stream Inner => inner ?? throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => Inner.Read(buffer, offset, count);

    public override int Read(Span<byte> buffer) => inner is null ? base.Read(buffer) : inner.Read(buffer);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Inner.ReadAsync(buffer, offset, count, cancellationToken);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Inner.ReadAsync(buffer, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count)
    {
        OnWrite(buffer.AsSpan(offset, count));
        inner?.Write(buffer, offset, count);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        OnWrite(buffer);
        inner?.Write(buffer);
    }

    public override void WriteByte(byte value)
    {
        OnWrite([value]);
        inner?.WriteByte(value);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        OnWrite(buffer.AsSpan(offset, count));
        return inner?.WriteAsync(buffer, offset, count, cancellationToken) ?? Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        OnWrite(buffer.Span);
        return inner?.WriteAsync(buffer, cancellationToken) ?? default;
    }

    public override IAsyncResult BeginWrite(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state)
    {
        OnWrite(buffer.AsSpan(offset, count));
        return Inner.BeginWrite(buffer, offset, count, callback, state);
    }

    public override void EndWrite(IAsyncResult asyncResult) => Inner.EndWrite(asyncResult);

    public override void Flush()
    {
        OnFlush();
        inner?.Flush();
    }

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        OnFlush();
        return inner?.FlushAsync(cancellationToken) ?? Task.CompletedTask;
    }

    public override long Seek(long offset, SeekOrigin origin) => Inner.Seek(offset, origin);

    public override void SetLength(long value) => Inner.SetLength(value);

    public override async ValueTask DisposeAsync()
    {
        if (!_isDisposed && inner is not null)
        {
            _isDisposed = true;
            await inner.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Gets the written bytes before they pass. Without an inner stream, a derived type must override this method.</summary>
    protected virtual void OnWrite(ReadOnlySpan<byte> bytes)
    {
        if (inner is null)
        {
            throw new NotSupportedException();
        }
    }

    /// <summary>Runs before a flush passes.</summary>
    protected virtual void OnFlush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            inner?.Dispose();
        }

        base.Dispose(disposing);
    }
}
