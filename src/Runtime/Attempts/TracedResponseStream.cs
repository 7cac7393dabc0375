using System.Runtime.CompilerServices;
using TracedLlm.Tree;

namespace TracedLlm.Attempts;

/// <summary>Reads a provider's response through: shows it to its reader, says when the first byte arrives, and ends the span after the last.</summary>
internal sealed class TracedResponseStream(Stream inner, SpanHandle span, bool isRead) : Stream
{
    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => inner.CanSeek;

    // After an upgrade to another protocol the content is the connection.
    public override bool CanWrite => inner.CanWrite;

    public override bool CanTimeout => inner.CanTimeout;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    public override int ReadTimeout
    {
        get => inner.ReadTimeout;
        set => inner.ReadTimeout = value;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var failed = true;
        try
        {
            var read = inner.Read(buffer);
            failed = false;
            return After(read, buffer);
        }
        catch (Exception exception) when (span.RecordException(exception))
        {
            throw;
        }
        finally
        {
            EndIf(failed);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ValueTask<int> pending;
        try
        {
            pending = inner.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception exception)
        {
            // Thrown instead of returned; the same end.
            return AwaitAsync(ValueTask.FromException<int>(exception), buffer);
        }

        return pending.IsCompletedSuccessfully
            ? new ValueTask<int>(After(pending.Result, buffer.Span))
            : AwaitAsync(pending, buffer);
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => inner.Write(buffer);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            span.End();
        }

        base.Dispose(disposing);
    }

    // Pooled, so that a chunk costs no allocation.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> AwaitAsync(ValueTask<int> pending, Memory<byte> buffer)
    {
        var failed = true;
        try
        {
            var read = await pending.ConfigureAwait(false);
            failed = false;
            return After(read, buffer.Span);
        }
        catch (Exception exception) when (span.RecordException(exception))
        {
            throw;
        }
        finally
        {
            EndIf(failed);
        }
    }

    private int After(int read, ReadOnlySpan<byte> buffer)
    {
        if (read > 0)
        {
            if (isRead)
            {
                span.OnBytes(buffer[..read]);
            }
        }
        else if (buffer.Length > 0)
        {
            if (isRead)
            {
                span.OnLastByte();
            }

            span.End();
        }

        return read;
    }

    private void EndIf(bool failed)
    {
        if (failed)
        {
            span.End();
        }
    }
}
