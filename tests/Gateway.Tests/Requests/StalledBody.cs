using System.Text;

namespace TracedLlm.Samples.Gateway.Tests.Requests;

/// <summary>A body that stops behind its beginning until a read is cancelled. That read ends later than the call that cancels it.</summary>
/// <param name="beginning">What has arrived.</param>
/// <param name="failure">What a cancelled read throws; <see langword="null"/> if it is a cancellation.</param>
internal sealed class StalledBody(string beginning, Exception? failure = null) : ForwardStream
{
    private readonly List<string> _events = [];
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isBegun;

    /// <summary>What happened behind the beginning.</summary>
    public string Events
    {
        get
        {
            lock (_events)
            {
                return string.Join(", ", _events);
            }
        }
    }

    /// <summary><see cref="Events"/> when the body is disposed.</summary>
    public async Task<string> EventsUntilDisposedAsync()
    {
        await _disposed.Task;
        return Events;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_isBegun)
        {
            _isBegun = true;
            return Encoding.UTF8.GetBytes(beginning, buffer.Span);
        }

        Add("read");
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellationToken.Register(cancelled.SetResult))
        {
            await cancelled.Task;
        }

        Add("cancelled");
        throw failure ?? new OperationCanceledException(cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        Add("disposed");
        _disposed.TrySetResult();
        base.Dispose(disposing);
    }

    private void Add(string happened)
    {
        lock (_events)
        {
            _events.Add(happened);
        }
    }
}
