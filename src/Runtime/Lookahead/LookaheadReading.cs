using System.Buffers;

namespace TracedLlm.Lookahead;

/// <summary>The reading of one body, until it ends, a bound is met or there is enough.</summary>
internal sealed class LookaheadReading(ReplayedBody body, LookaheadContent content, TracedLlmOptions options, TimeProvider time, long? expected)
{
    // A form is read in steps, since behind its first fields there may be megabytes that nobody looks at.
    private const int FormStep = 16 * 1024;

    // How much is rented for a body that says to be long before it has shown so.
    private const int FirstRent = 64 * 1024;

    private readonly LookaheadTimer _timer = new(body.Source, time, options.RequestLookaheadTimeout);
    private bool _cancelled;

    /// <summary>What has been found of a form; <see langword="null"/> for JSON.</summary>
    public MultipartFields? Form { get; } = content.Boundary is { } boundary ? new(boundary) : null;

    /// <summary>Whether the whole body was read.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>What reading met.</summary>
    public Exception? Error { get; private set; }

    /// <summary>Whether the reading was cancelled, and not by the timer.</summary>
    public bool IsCancelledByOthers { get; private set; }

    /// <summary>The text fields of a form, once they are known to be all before its first file.</summary>
    public IReadOnlyList<MultipartField>? Fields { get; private set; }

    public async ValueTask RunAsync()
    {
        try
        {
            while (await ContinueAsync())
            {
            }

            await StopTimerAsync();
        }
        catch (Exception exception)
        {
            // The handler meets it when it has read as far.
            Error = IsComplete ? null : exception;
            _timer.Stop();
        }
    }

    private async ValueTask<bool> ContinueAsync()
    {
        var read = body.Source.ReadAsync();
        if (!read.IsCompleted)
        {
            _timer.Start();
        }

        var result = await read;
        var available = result.Buffer;
        var taken = Take(available);
        var isAllTaken = taken == available.Length;

        // From here on the buffer is the server's again, and its length is no more to be asked for.
        body.Source.AdvanceTo(available.GetPosition(taken));
        _cancelled = result.IsCanceled;
        IsComplete = result.IsCompleted && isAllTaken;
        if (Form is not null && Form.Read(body.Head.Memory.Span))
        {
            Fields = Form.Fields;
            return false;
        }

        return !IsComplete && !_cancelled && (isAllTaken || taken == FormStep);
    }

    /// <summary>Copies what has come, as far as the bounds allow.</summary>
    /// <returns>How much that is.</returns>
    private int Take(in ReadOnlySequence<byte> available)
    {
        var head = body.Head;
        var room = options.MaxRequestLookahead - head.Length;
        var count = (int)Math.Min(available.Length, Form is null ? room : Math.Min(room, FormStep));
        if (count == 0 || !head.TryReserve(Capacity(head.Length, count)))
        {
            return 0;
        }

        head.Append(available.Slice(0, count));
        return count;
    }

    private int Capacity(int length, int count)
    {
        var needed = length + count;
        var wanted = expected is { } whole ? Math.Min(whole, Math.Max(FirstRent, 4L * length)) : 2L * length;
        return (int)Math.Clamp(wanted, needed, options.MaxRequestLookahead);
    }

    private async ValueTask StopTimerAsync()
    {
        if (!_timer.Stop())
        {
            IsCancelledByOthers = _cancelled;
            return;
        }

        if (!_cancelled)
        {
            // It fired after the last read: the cancelling is taken here, or the handler's first read would be cancelled.
            _timer.WaitUntilFired();
            var result = await body.Source.ReadAsync();
            body.Source.AdvanceTo(result.Buffer.Start);
        }
    }
}
