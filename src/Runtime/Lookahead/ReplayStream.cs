using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TracedLlm.Streams;

namespace TracedLlm.Lookahead;

/// <summary>
/// <c>Request.Body</c> after a lookahead: the same bytes as <c>Request.BodyReader</c>, forward only. Synchronous reads follow the
/// server's setting. As with the server's own stream, disposing does nothing.
/// </summary>
internal sealed class ReplayStream(PipeReader reader, HttpContext context) : PassThroughStream
{
    /// <summary>The reader that this stream reads from.</summary>
    public PipeReader Reader => reader;

    public override bool CanRead => true;

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        if (context.Features.Get<IHttpBodyControlFeature>() is { AllowSynchronousIO: false })
        {
            throw new InvalidOperationException("Synchronous operations are disallowed. Call ReadAsync or set AllowSynchronousIO to true instead.");
        }

        return ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = reader.ReadAsync(cancellationToken);
        if (!read.IsCompletedSuccessfully)
        {
            return ReadAsync(read, buffer, cancellationToken);
        }

        return TryTake(read.Result, buffer, out var count) ? new(count) : ReadAsync(reader.ReadAsync(cancellationToken), buffer, cancellationToken);
    }

    public override IAsyncResult BeginRead(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        TaskToAsyncResult.Begin(ReadAsync(buffer, offset, count, default), callback, state);

    public override int EndRead(IAsyncResult asyncResult) => TaskToAsyncResult.End<int>(asyncResult);

    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
        reader.CopyToAsync(destination, cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadAsync(ValueTask<ReadResult> read, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        int count;
        while (!TryTake(await read, buffer, out count))
        {
            read = reader.ReadAsync(cancellationToken);
        }

        return count;
    }

    /// <summary>Copies the bytes that have arrived; <see langword="false"/> if there are none and the body has not ended.</summary>
    private bool TryTake(in ReadResult result, Memory<byte> buffer, out int count)
    {
        var available = result.Buffer;
        if (result.IsCanceled)
        {
            reader.AdvanceTo(available.Start);
            throw new OperationCanceledException("The read was canceled");
        }

        // After AdvanceTo the buffer belongs to the server, so that this is computed before it.
        var isAnswer = result.IsCompleted || !available.IsEmpty;
        count = (int)Math.Min(available.Length, buffer.Length);
        var taken = available.Slice(0, count);
        taken.CopyTo(buffer.Span);
        reader.AdvanceTo(taken.End);
        return isAnswer;
    }
}
