namespace TracedLlm.Samples.Gateway;

/// <summary>A stream whose beginning can be looked at before it is read.</summary>
internal sealed class PeekedStream(Stream body, int most) : ForwardStream
{
    // Most beginnings are shorter than the most that may be looked at.
    private const int FirstSize = 16 * 1024;

    private byte[] _beginning = new byte[Math.Min(most, FirstSize)];

    // A read may outlast the call that begins it, so its token is not that call's.
    private readonly CancellationTokenSource _closing = new();
    private Task<int>? _pending;
    private int _peeked;
    private int _given;
    private bool _isClosed;

    /// <summary>Whether the beginning is all of the stream.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Whether no byte follows the beginning, because it is all of the stream or because a read failed.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether the beginning is as long as it may be.</summary>
    public bool IsFull => _peeked == most;

    /// <summary>The beginning: as many bytes as the stream may hold, or as have arrived at the end, after <paramref name="limit"/> or before a read failed. The reader gets the exception of that read.</summary>
    /// <exception cref="OperationCanceledException">The caller left. No read is under way any more.</exception>
    public async Task<ReadOnlyMemory<byte>> PeekAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var beginning = await PeekAsync(Task.Delay(limit, time, over.Token), cancellationToken);
        await over.CancelAsync();
        return beginning;
    }

    /// <summary>The beginning: as many bytes as the stream may hold, or as have arrived at the end, when <paramref name="expired"/> completes or before a read failed. The reader gets the exception of that read.</summary>
    /// <exception cref="OperationCanceledException">The caller left. No read is under way any more.</exception>
    public async Task<ReadOnlyMemory<byte>> PeekAsync(Task expired, CancellationToken cancellationToken)
    {
        while (_peeked < most)
        {
            if (_peeked == _beginning.Length)
            {
                Array.Resize(ref _beginning, Math.Min(most, _peeked * 2));
            }

            // To cancel a read of a response would close its connection, so it stays open for the reader.
            _pending = body.ReadAsync(_beginning.AsMemory(_peeked), _closing.Token).AsTask();
            if (await Task.WhenAny(_pending, expired) != _pending)
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    await EndReadAsync();
                    cancellationToken.ThrowIfCancellationRequested();
                }

                break;
            }

            if (!_pending.IsCompletedSuccessfully)
            {
                HasEnded = true;
                break;
            }

            if (await TakePendingAsync() == 0)
            {
                (IsWhole, HasEnded) = (true, true);
                break;
            }
        }

        return _beginning.AsMemory(0, _peeked);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_given == _peeked && _pending is not null)
        {
            await _pending.WaitAsync(cancellationToken);
            await TakePendingAsync();
        }

        if (_given == _peeked)
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }

        var count = Math.Min(buffer.Length, _peeked - _given);
        _beginning.AsMemory(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _ = CloseAsync();
        }

        base.Dispose(disposing);
    }

    // To dispose the body of a response reads the rest of it, and two reads of one connection must not run at once. The rest is of no use, so
    // that it breaks off is no failure; nobody would see it after Dispose.
    private async Task CloseAsync()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        await EndReadAsync();
        _closing.Dispose();
        try
        {
            await body.DisposeAsync();
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
        }
    }

    private async Task EndReadAsync()
    {
        if (_pending is { } pending)
        {
            await _closing.CancelAsync();
            await ((Task)pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<int> TakePendingAsync()
    {
        var read = await _pending!;
        _pending = null;
        _peeked += read;
        return read;
    }
}
