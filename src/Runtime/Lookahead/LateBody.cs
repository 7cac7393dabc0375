using System.Buffers;
using TracedLlm.Metrics;

namespace TracedLlm.Lookahead;

/// <summary>
/// A body that could not be looked ahead in, or not to its end. Its beginning is kept while the handler reads it: what the
/// request says is read once: when all of it has come, when no more is kept or comes, or when the handler is done.
/// </summary>
/// <param name="body">The body; <see langword="null"/> for one that cannot be watched.</param>
/// <param name="form">What was found of its form; <see langword="null"/> for JSON.</param>
/// <param name="bound">How much is read ahead at most. As much again is kept of what comes later.</param>
/// <param name="rest">Why the rest is unread if nothing else is met.</param>
internal sealed class LateBody(ReplayedBody? body, MultipartFields? form, int bound, string rest)
{
    private const int FirstRent = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly int _limit = (int)Math.Min(2L * bound, Array.MaxLength);
    private bool _over;

    /// <summary>A body that cannot be watched.</summary>
    /// <param name="unread">Why it is not read.</param>
    public LateBody(string unread)
        : this(body: null, form: null, bound: 0, unread)
    {
    }

    /// <summary>
    /// Gets what was read: the document, as <see cref="RequestBody.Json"/>, valid during the call, and why the rest of the body
    /// is unread; <see langword="null"/> if it is not.
    /// </summary>
    public Action<ReadOnlyMemory<byte>, string?>? OnRead { get; set; }

    /// <summary>Whether nothing more is read.</summary>
    public bool IsOver => Volatile.Read(ref _over);

    /// <summary>Keeps bytes that the handler is given.</summary>
    /// <param name="bytes">The bytes, which it has not been given before.</param>
    /// <param name="isLast">Whether the body ends with them.</param>
    public void Keep(in ReadOnlySequence<byte> bytes, bool isLast)
    {
        lock (_gate)
        {
            if (_over || body is null)
            {
                return;
            }

            var head = body.Head;
            var count = Math.Min(bytes.Length, Math.Max(0, _limit - head.Length));
            var wanted = Math.Max(FirstRent, 2L * head.Length);
            if (!head.TryAppend(bytes.Slice(0, count), (int)Math.Min(wanted, _limit)))
            {
                End(RequestUnread.NoMemory);
            }
            else if (count < bytes.Length)
            {
                End(RequestUnread.TooLong);
            }
            else
            {
                Look(isLast);
            }
        }
    }

    /// <summary>Looks at bytes that the handler has made the replay keep.</summary>
    /// <param name="isLast">Whether the body ends with them.</param>
    public void Kept(bool isLast)
    {
        lock (_gate)
        {
            if (_over || body is null)
            {
                return;
            }

            if (body.Head.Length > _limit)
            {
                End(RequestUnread.TooLong);
            }
            else
            {
                Look(isLast);
            }
        }
    }

    /// <summary>The body has ended before its end.</summary>
    public void BreakOff()
    {
        lock (_gate)
        {
            End(RequestUnread.BrokenOff);
        }
    }

    /// <summary>The handler is done, and reads no more.</summary>
    public void End()
    {
        lock (_gate)
        {
            End(rest);
        }
    }

    private void Look(bool isLast)
    {
        if (isLast || body!.Head.Length == body.DeclaredLength || (form is not null && form.Read(body.Head.Memory.Span)))
        {
            End(unread: null);
        }
    }

    private void End(string? unread)
    {
        if (_over)
        {
            return;
        }

        Volatile.Write(ref _over, true);
        if (unread is not null)
        {
            TraceCounters.RequestUnread(unread);
        }

        var isHeld = body?.Head.TryHold() == true;
        try
        {
            OnRead?.Invoke(isHeld ? DocumentOf(body!) : default, unread);
        }
        catch (Exception exception)
        {
            // A fault of a reader; the handler reads on.
            TraceCounters.PayloadFailed(exception);
        }
        finally
        {
            if (isHeld)
            {
                body!.Head.Release();
            }
        }
    }

    private ReadOnlyMemory<byte> DocumentOf(ReplayedBody read)
    {
        if (form is null)
        {
            return read.Head.Memory[..Math.Min(read.Head.Length, _limit)];
        }

        // The fields up to here; the one that is still coming is none yet.
        form.Read(read.Head.Memory.Span);
        return form.Fields.Count == 0 ? default : read.FormOf(form.Fields, bound)?.Json ?? default;
    }
}
