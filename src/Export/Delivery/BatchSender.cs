using TracedLlm.Export.Backends;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Transport;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Delivery;

/// <summary>
/// Sends the batches of one destination, does with them what <see cref="BatchPolicy"/> decides, and leaves the backend alone after
/// failures. Safe for concurrent use.
/// </summary>
internal sealed class BatchSender
{
    private readonly Lock _gate;
    private readonly BackendEndpoint _endpoint;
    private readonly BackendDelivery _backend;
    private readonly DeliveryContext _context;
    private readonly OtlpTransport _transport;
    private readonly Func<SpanBatch, Task<SendResult>, Task<SendResult>>? _watch;

    // Several senders read and write these fields without the lock: each of them stands for itself.
    private long _accepted;
    private bool _gzip;
    private bool _isRefusingAll;
    private bool _isRefusingSizes;

    // Written under the lock, so that they change together.
    private int _failures;
    private long _notBefore = long.MinValue;
    private long? _acceptedAt;

    /// <param name="gate">The destination's lock: whether the backend is left alone decides which batches the destination takes.</param>
    /// <param name="endpoint">Where batches go.</param>
    /// <param name="backend">Counts what becomes of the spans.</param>
    /// <param name="context">What all destinations have in common.</param>
    /// <param name="watch">Waits for the answer to a request with spans of a batch, and may do something about the batch meanwhile.</param>
    public BatchSender(
        Lock gate,
        BackendEndpoint endpoint,
        BackendDelivery backend,
        DeliveryContext context,
        Func<SpanBatch, Task<SendResult>, Task<SendResult>>? watch = null)
    {
        _watch = watch;
        _gate = gate;
        _endpoint = endpoint;
        _backend = backend;
        _context = context;
        _gzip = endpoint.Gzip;
        var settings = context.Settings;
        _transport = OtlpTransport.Create(
            context.ClientFor(endpoint),
            endpoint,
            context.FrameFor(endpoint),
            endpoint.Timeout < settings.RequestTimeout ? endpoint.Timeout : settings.RequestTimeout,
            settings.Clock);
    }

    /// <summary>What the destinations at the same host share.</summary>
    public required HostLoad Host { get; init; }

    /// <summary>How many requests were accepted.</summary>
    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>How many times in a row the backend failed.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <summary>Whether the backend failed at the last request, and has not accepted another one lately.</summary>
    public bool IsDown => Failures > 0;

    /// <summary>The timestamp before which the backend is left alone.</summary>
    public long NotBefore
    {
        get
        {
            lock (_gate)
            {
                return _notBefore;
            }
        }
    }

    /// <summary>The backend is no longer left alone: one request goes out at once.</summary>
    public void EndPause()
    {
        lock (_gate)
        {
            _notBefore = long.MinValue;
        }
    }

    /// <summary>Leaves the backend alone for a while.</summary>
    /// <param name="failuresBefore">The failures in a row when the request began.</param>
    /// <param name="retryAfter">The time that the backend asks for.</param>
    /// <param name="isSearch">Whether another part of the same batch is to be sent next, which is another question: it does not wait long.</param>
    public void Pause(int failuresBefore, TimeSpan? retryAfter = null, bool isSearch = false)
    {
        lock (_gate)
        {
            // Several requests may fail at the same time; together they are one failure.
            _failures = Math.Max(_failures, failuresBefore + 1);
            _notBefore = _context.Clock.AddTo(_context.Clock.GetTimestamp(), _context.BackOff.DelayFor(isSearch ? 1 : _failures, retryAfter));
        }
    }

    /// <summary>Sends a batch, piece by piece, as far as its pieces are due.</summary>
    /// <returns>The last answer if a part of the batch is to be tried again later; <see langword="null"/> if no span is left to send.</returns>
    public async Task<SendResult?> SendAsync(SpanBatch batch)
    {
        batch.WasSent = true;
        SendResult? last = null;
        var refused = 0;
        while (batch.Spans > 0 && batch.TryMakeDueNext(_context.Clock.GetTimestamp()))
        {
            var piece = batch.Next;
            var memory = batch.Memory(piece);
            var gzip = Volatile.Read(ref _gzip);
            var failures = Failures;
            var start = _context.Clock.GetTimestamp();
            var sending = _transport.SendAsync(memory, gzip, _context.Stopping.Token);
            var result = await (_watch is null ? sending : _watch(batch, sending)).ConfigureAwait(false);
            Host.OnResult(this, _endpoint.Owner, result);
            if (result.IsMemoryInUse)
            {
                batch.KeepFromPool();
            }

            // The text of a tenant's backend may have the tenant's prompts, or be the tenant's choice: the operator's log and report
            // have the status alone.
            var text = _endpoint.IsTenants ? result.Reason : result.Text;
            if (result.Outcome != SendOutcome.Accepted)
            {
                _backend.Ledger.Failed(text);
            }

            Log(piece.Spans, memory.Length, result.Reason, start);
            var shortened = result.Outcome == SendOutcome.TooLarge && piece.Spans == 1 && !batch.IsShortened
                ? ShortenedSpan.Create(memory.Span, _endpoint.View.TruncationMark)
                : null;
            var isAlive = IsAlive();
            var attempt = CountAnswer(batch, piece, result, gzip) with { CanShorten = shortened is not null, IsAlive = isAlive };
            var isInPart = isAlive && result.IsAnswered && !result.AsksForPause;
            var fate = BatchPolicy.DecideAfterAnswer(attempt);
            NoteOutage(attempt, fate, result, text, isInPart);
            var continues = Apply(fate, batch, piece, result, shortened);
            if (BatchPolicy.ShowsRefusalOfAll(attempt, batch.Spans))
            {
                Volatile.Write(ref _isRefusingAll, true);
                _backend.Outages.OnFailed(_endpoint, text, isRefusal: true);
            }

            if (continues)
            {
                continue;
            }

            last = result;
            if (result.Outcome == SendOutcome.TooLarge)
            {
                Volatile.Write(ref _isRefusingSizes, true);
            }

            Wait(batch, fate, isInPart ? _context.BackOff.DelayFor(batch.Next.Failures + batch.Next.Retries, result.RetryAfter) : null);
            if (!isInPart)
            {
                Pause(failures, result.RetryAfter, isSearch: batch.IsSearched);
                return result;
            }

            if (++refused >= BatchPolicy.MaxRefusedPiecesInTurn)
            {
                return result;
            }
        }

        return batch.Spans > 0 ? last ?? new SendResult(SendOutcome.Retry, "") { IsAnswered = true } : null;
    }

    /// <summary>Whether the backend has accepted a request lately.</summary>
    private bool IsAlive()
    {
        lock (_gate)
        {
            return _acceptedAt is { } accepted && _context.Clock.GetElapsedTime(accepted) < BatchPolicy.AliveTime;
        }
    }

    // Cuts the piece that the backend failed at as decided, and lets its parts wait behind the others: until the backend may be asked at
    // all, or where it accepts others, for a time of their own.
    private void Wait(SpanBatch batch, in BatchFate fate, TimeSpan? delay)
    {
        var pieces = 1;
        switch (fate.Step)
        {
            case BatchStep.WaitSplit:
                batch.Split(fate.SplitAfter);
                pieces = 2;
                break;
            case BatchStep.WaitHalved or BatchStep.WaitInTraces:
                pieces = batch.SplitByTrace(eachTrace: fate.Step == BatchStep.WaitInTraces);
                break;
            default:
                break;
        }

        var notBefore = delay is { } own ? _context.Clock.AddTo(_context.Clock.GetTimestamp(), own) : long.MinValue;
        batch.Defer(pieces, notBefore, isSearched: fate.Step is BatchStep.WaitHalved or BatchStep.WaitInTraces);
    }

    // A request that one span spoils, or that is too large, says nothing about the backend; many that are too large do.
    private void NoteOutage(in BatchAttempt attempt, in BatchFate fate, in SendResult result, string text, bool isInPart)
    {
        var isRefusingSizes = attempt.Outcome == SendOutcome.TooLarge && fate.Step == BatchStep.Wait;
        if (attempt.Outcome == SendOutcome.Accepted)
        {
            _backend.Outages.OnAccepted(_endpoint);
        }
        else if (!result.IsGivenUp
            && (attempt.Outcome is SendOutcome.Retry or SendOutcome.Failed or SendOutcome.Rejected
                || (attempt.Outcome == SendOutcome.Compressed && !attempt.IsCompressed)
                || attempt.IsRefusingAll
                || isRefusingSizes))
        {
            var isRefusal = attempt.Outcome is not (SendOutcome.Retry or SendOutcome.Failed) && !isRefusingSizes;
            _backend.Outages.OnFailed(_endpoint, text, isRefusal, isInPart);
        }
    }

    private BatchAttempt CountAnswer(SpanBatch batch, BatchPiece piece, in SendResult result, bool gzip)
    {
        var accepted = Volatile.Read(ref _accepted);
        batch.CountAnswer(result.Outcome, accepted);
        return new BatchAttempt(result.Outcome, piece.Spans)
        {
            IsCompressed = gzip,
            IsAnswered = result.IsAnswered,
            Refusals = batch.Refusals,
            SizeRefusals = batch.SizeRefusals,
            IsRefusingSizes = Volatile.Read(ref _isRefusingSizes) && !batch.HasAccepted,
            Failures = batch.Next.Failures,
            Retries = batch.Next.Retries,
            HasSeveralTraces = result.Outcome == SendOutcome.Retry && batch.HasSeveralTraces(),
            AreHalvesRefused = batch.AreHalvesRefused,
            IsRefusingAll = Volatile.Read(ref _isRefusingAll) && !batch.HasAccepted,
            AcceptsOthers = accepted != batch.AcceptedBeforeFailure,
        };
    }

    /// <summary>Does what was decided.</summary>
    /// <returns><see langword="false"/> if the batch is to be tried again later.</returns>
    private bool Apply(in BatchFate fate, SpanBatch batch, BatchPiece piece, in SendResult result, byte[]? shortened)
    {
        switch (fate.Step)
        {
            case BatchStep.Export:
                Export(batch, piece, result);
                return true;
            case BatchStep.SendUncompressed:
                Volatile.Write(ref _gzip, false);
                return true;
            case BatchStep.Split:
                batch.Split(fate.SplitAfter);
                return true;
            case BatchStep.Shorten:
                _backend.Budget.AddEncoded(-batch.Shorten(shortened!));
                return true;
            case BatchStep.Drop:
                Done(batch, fate.Reason, piece.Spans);
                return true;
            case BatchStep.DropBatch:
                while (batch.Spans > 0)
                {
                    Done(batch, fate.Reason, batch.Next.Spans);
                }

                return true;
            default:
                return false;
        }
    }

    private void Export(SpanBatch batch, BatchPiece piece, in SendResult result)
    {
        var rejected = Math.Clamp(result.Rejected, 0, piece.Spans);
        Interlocked.Increment(ref _accepted);
        Volatile.Write(ref _isRefusingAll, false);
        Volatile.Write(ref _isRefusingSizes, false);
        lock (_gate)
        {
            _acceptedAt = _context.Clock.GetTimestamp();
            if (IsDown)
            {
                _failures = 0;
                _notBefore = long.MinValue;
            }
        }

        _backend.Ledger.Exported(piece.Spans - rejected);
        if (rejected > 0)
        {
            _backend.Ledger.Failed(FormattableString.Invariant($"partial success, {rejected} spans rejected"));
        }

        Done(batch, DropReason.Rejected, rejected);
    }

    private void Done(SpanBatch batch, DropReason reason, long dropped)
    {
        _backend.Budget.AddEncoded(-batch.Memory(batch.Next).Length);
        _backend.Ledger.Dropped(reason, dropped, isTold: reason == DropReason.Rejected && _backend.Outages.IsTold(_endpoint));
        batch.Done();
    }

    private void Log(int spans, int bytes, string answer, long start)
    {
        try
        {
            _context.Log?.Submitted(_endpoint, spans, bytes, answer, _context.Clock.GetElapsedTime(start));
        }
        catch (Exception exception)
        {
            SpanObservers.CountFailure(exception);
        }
    }
}
