using System.Buffers;
using TracedLlm.Metrics;

namespace TracedLlm.Lookahead;

/// <summary>
/// A body that the lookahead did not read, or not to its end. This type keeps the beginning of the body while the handler reads
/// it, and gives it to <see cref="OnRead"/> once: when the body is complete, when the limit is reached, or when the handler is done.
/// </summary>
/// <param name="body">The body; <see langword="null"/> for a body that cannot be watched.</param>
/// <param name="form">The form as far as it was parsed; <see langword="null"/> for JSON.</param>
/// <param name="bound">The most bytes that the lookahead reads. Of the bytes that the handler reads, as many again are kept.</param>
/// <param name="rest">The reason why the rest is unread, if the handler ends before the body does.</param>
internal sealed class WatchedBody(ReplayedBody? body, MultipartFields? form, int bound, string rest)
{
    // The first capacity of a body whose length is not known; it doubles as the body grows.
    private const int FirstRent = 16 * 1024;

    // Guards the kept bytes and _ended: the handler may still read while the middleware ends the request.
    private readonly Lock _gate = new();
    private readonly int _limit = (int)Math.Min(2L * bound, Array.MaxLength);
    private bool _ended;

    /// <summary>A body that cannot be watched.</summary>
    /// <param name="unread">The reason why the body is not read.</param>
    public WatchedBody(string unread)
        : this(body: null, form: null, bound: 0, unread)
    {
    }

    /// <summary>
    /// Gets the document, in the form of <see cref="RequestBody.Json"/> and valid during the call, and the reason why the rest of the
    /// body is unread; <see langword="null"/> if the whole body was read.
    /// </summary>
    public Action<ReadOnlyMemory<byte>, string?>? OnRead { get; set; }

    /// <summary>Whether the bytes that the handler reads are kept.</summary>
    public bool KeepsBody => body is not null;

    /// <summary>Whether no more bytes are kept.</summary>
    public bool HasEnded => Volatile.Read(ref _ended);

    /// <summary>Keeps bytes that the handler reads.</summary>
    /// <param name="bytes">The bytes. The handler has not read them before.</param>
    /// <param name="isLast">Whether they are the last bytes of the body.</param>
    public void Append(in ReadOnlySequence<byte> bytes, bool isLast)
    {
        lock (_gate)
        {
            if (_ended || body is null)
            {
                return;
            }

            var head = body.Head;
            var count = Math.Min(bytes.Length, Math.Max(0, _limit - head.Length));
            var capacity = LookaheadGrowth.FindCapacity(head.Length + (int)count, body.DeclaredLength, Math.Max(FirstRent, 2L * head.Length), _limit);
            if (!head.TryAppend(bytes.Slice(0, count), capacity))
            {
                End(head.Refusal);
            }
            else if (count < bytes.Length)
            {
                End(RequestUnread.TooLong);
            }
            else
            {
                EndIfComplete(isLast);
            }
        }
    }

    /// <summary>Looks at bytes that the replay has already appended to the head, because the handler did not consume them.</summary>
    /// <param name="isLast">Whether they are the last bytes of the body.</param>
    /// <param name="isAllowed">Whether the budget allows them.</param>
    public void OnAppended(bool isLast, bool isAllowed)
    {
        lock (_gate)
        {
            if (_ended || body is null)
            {
                return;
            }

            if (body.Head.Length > _limit)
            {
                End(RequestUnread.TooLong);
                return;
            }

            EndIfComplete(isLast);
            if (!isAllowed)
            {
                End(body.Head.Refusal);
            }
        }
    }

    /// <summary>The body broke off.</summary>
    public void EndBrokenOff()
    {
        lock (_gate)
        {
            End(RequestUnread.BrokenOff);
        }
    }

    /// <summary>The handler is done and reads no more.</summary>
    public void End()
    {
        lock (_gate)
        {
            End(rest);
        }
    }

    private void EndIfComplete(bool isLast)
    {
        if (isLast || body!.Head.Length == body.DeclaredLength || (form is not null && form.Read(body.Head.Memory.Span)))
        {
            End(unread: null);
        }
    }

    private void End(string? unread)
    {
        if (_ended)
        {
            return;
        }

        Volatile.Write(ref _ended, true);
        var isRetained = body?.Head.TryRetain() == true;
        try
        {
            var document = isRetained ? DocumentOf(body!, ref unread) : default;
            if (unread is not null)
            {
                TraceCounters.RequestUnread(unread);
            }

            OnRead?.Invoke(document, unread);
        }
        catch (Exception exception)
        {
            // The exception comes from a reader of the library. The handler goes on reading.
            TraceCounters.PayloadFailed(exception);
        }
        finally
        {
            if (isRetained)
            {
                body!.Head.Release();
            }
        }
    }

    /// <summary>Gets the document. A form that cannot be written as one is unread, if it is not anyway.</summary>
    private ReadOnlyMemory<byte> DocumentOf(ReplayedBody read, ref string? unread)
    {
        if (form is null)
        {
            return read.Head.Memory[..Math.Min(read.Head.Length, _limit)];
        }

        // The form has the complete fields; a field whose end has not arrived is not one of them.
        form.Read(read.Head.Memory.Span);
        if (form.Fields.Count == 0)
        {
            return default;
        }

        var document = read.FormOf(form.Fields, bound, out var refusal)?.Json ?? default;
        unread ??= refusal;
        return document;
    }
}
