using System.Runtime.CompilerServices;
using TracedLlm.Streams;
using TracedLlm.Tree;

namespace TracedLlm.Attempts;

/// <summary>
/// The body of a provider's response. It passes the bytes on to the reader, gives them to the owner of the span, and ends the span
/// after the last byte, a failure or the disposal.
/// </summary>
/// <param name="inner">The body. After an upgrade to another protocol it is the connection, so writes pass too.</param>
/// <param name="span">The span that ends with the body.</param>
/// <param name="isRead">Whether the span reads the bytes; otherwise the stream only ends the span.</param>
internal sealed class TracedResponseStream(Stream inner, SpanHandle span, bool isRead) : PassThroughStream(inner)
{
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var failed = true;
        try
        {
            var read = Inner.Read(buffer);
            failed = false;
            return OnRead(read, buffer);
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
            pending = Inner.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception exception)
        {
            // The stream threw instead of returning a failed task; the span ends in the same way.
            return AwaitAsync(ValueTask.FromException<int>(exception), buffer);
        }

        return pending.IsCompletedSuccessfully
            ? new ValueTask<int>(OnRead(pending.Result, buffer.Span))
            : AwaitAsync(pending, buffer);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            span.End();
        }
    }

    // The pooling builder avoids an allocation for each chunk.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> AwaitAsync(ValueTask<int> pending, Memory<byte> buffer)
    {
        var failed = true;
        try
        {
            var read = await pending.ConfigureAwait(false);
            failed = false;
            return OnRead(read, buffer.Span);
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

    private int OnRead(int read, ReadOnlySpan<byte> buffer)
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
