using System.Buffers;

namespace TracedLlm.Lookahead;

/// <summary>Reads one body until the body ends, a limit is reached, or all fields of a form are known.</summary>
internal sealed class LookaheadReading(ReplayedBody body, LookaheadContent content, TracedLlmOptions options, TimeProvider time, long? expected)
{
    // The library reads a form in steps, because megabytes of a file may follow its first fields.
    private const int FormStep = 16 * 1024;

    private readonly LookaheadTimer _timer = new(body.Source, time, options.RequestLookaheadTimeout);
    private bool _cancelled;

    /// <summary>The form as far as it was parsed; <see langword="null"/> for JSON.</summary>
    public MultipartFields? Form { get; } = content.Boundary is { } boundary ? new(boundary) : null;

    /// <summary>Whether the lookahead read the whole body.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>The exception of the last read; <see langword="null"/> if there was none.</summary>
    public Exception? Error { get; private set; }

    /// <summary>Whether other code than the timer cancelled the read.</summary>
    public bool IsCancelledByOthers { get; private set; }

    /// <summary>The text fields of a form before its first file; <see langword="null"/> until all of them are known.</summary>
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
            // The replay throws it when the handler has read up to this place.
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

        // After this call the buffer belongs to the server: its length must not be read any more.
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

    /// <summary>Copies the bytes that have arrived, as far as the limits allow.</summary>
    /// <returns>How many bytes it copied.</returns>
    private int Take(in ReadOnlySequence<byte> available)
    {
        var head = body.Head;
        var room = options.MaxRequestLookahead - head.Length;
        var count = (int)Math.Min(available.Length, Form is null ? room : Math.Min(room, FormStep));
        if (count == 0 || !head.TryReserve(LookaheadGrowth.FindCapacity(head.Length + count, expected, 2L * head.Length, options.MaxRequestLookahead)))
        {
            return 0;
        }

        head.Append(available.Slice(0, count));
        return count;
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
            // The timer fired after the last read. This read takes the cancellation; otherwise it would hit the handler's first read.
            _timer.WaitUntilFired();
            var result = await body.Source.ReadAsync();
            body.Source.AdvanceTo(result.Buffer.Start);
        }
    }
}
