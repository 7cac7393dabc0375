using TracedLlm.Streams;

namespace TracedLlm.Attempts;

/// <summary>
/// A body whose beginning has been read ahead: it gives the bytes that were read, then those of the body. A read that had not ended
/// in time goes on, because its cancellation would close the connection. Dispose ends it.
/// </summary>
/// <param name="body">The body.</param>
/// <param name="content">The content of the body, which Dispose disposes.</param>
/// <param name="clock">The clock of both waits.</param>
internal sealed class ErrorStream(Stream body, HttpContent content, TimeProvider clock) : PassThroughStream
{
    // The time that HttpClient gives a body to end, by default.
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _closing = new();
    private byte[] _read = [];
    private int _length;
    private int _position;
    private int _isClosed;

    // The last read of FillAsync, if it has not ended or has failed. It writes behind _length.
    private Task<int>? _pending;

    public override bool CanRead => body.CanRead;

    /// <summary>Reads up to <paramref name="length"/> bytes, and waits up to <paramref name="patience"/> for them. It does not throw.</summary>
    public async Task FillAsync(int length, TimeSpan patience)
    {
        _read = new byte[length];
        Task? deadline = null;
        while (_length < length)
        {
            var read = ReadAsTask(_read.AsMemory(_length));
            if (!read.IsCompleted)
            {
                await Task.WhenAny(read, deadline ??= Task.Delay(patience, clock)).ConfigureAwait(false);
            }

            if (!read.IsCompletedSuccessfully)
            {
                // The exception is for the code that reads the body; if no code reads it, nobody misses it.
                _ = read.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
                _pending = read;
                return;
            }

            var count = await read.ConfigureAwait(false);
            if (count == 0)
            {
                return;
            }

            _length += count;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (Take(buffer) is > 0 and var taken)
        {
            return taken;
        }

        if (_pending is not { } pending)
        {
            return body.Read(buffer);
        }

        Accept(pending.GetAwaiter().GetResult());
        return Take(buffer);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Take(buffer.Span) is > 0 and var taken)
        {
            return taken;
        }

        if (_pending is not { } pending)
        {
            return await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        Accept(await pending.WaitAsync(cancellationToken).ConfigureAwait(false));
        return Take(buffer.Span);
    }

    public override void CopyTo(Stream destination, int bufferSize)
    {
        Span<byte> part = new byte[bufferSize];
        while (Read(part) is > 0 and var count)
        {
            destination.Write(part[..count]);
        }
    }

    // To dispose the body of a response reads the rest of it, so that the connection serves the next request. Two reads of one connection
    // must not run at once: the next request could wait for an answer that a read of this one has taken.
    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            if (_pending is { IsCompleted: false } pending)
            {
                // The read may end on another thread, and the next attempt starts now.
                (content as TracedHttpContent)?.EndSpan();
                _closing.Cancel();
                _ = DisposeAfterAsync(pending);
            }
            else
            {
                content.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private async Task DisposeAfterAsync(Task pending)
    {
        // A stream of the application may read on until it is disposed.
        await pending.WaitAsync(LongestEnd, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        content.Dispose();
    }

    private Task<int> ReadAsTask(Memory<byte> buffer)
    {
        try
        {
            return body.ReadAsync(buffer, _closing.Token).AsTask();
        }
        catch (Exception exception)
        {
            // A stream may throw instead of returning a failed task.
            return Task.FromException<int>(exception);
        }
    }

    private int Take(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _length - _position);
        _read.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    private void Accept(int count)
    {
        _pending = null;
        _length += count;
    }
}
