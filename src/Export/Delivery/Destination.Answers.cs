namespace TracedLlm.Export;

/// <content>What a backend's answers mean for a batch.</content>
internal sealed partial class Destination
{
    /// <summary>So often a backend may fail at a batch before the fault is looked for in the batch.</summary>
    private const int MaxFailures = 5;

    /// <summary>So many requests of one batch may be refused, and none accepted, before the fault is not looked for in its spans any more.</summary>
    private const int MaxRefusals = 32;

    /// <summary>From so many refusals of one batch on, and none accepted, it is the backend that is at odds with all spans.</summary>
    private const int RefusesAll = 15;

    // Whether the backend did not understand anything of a batch, and has accepted nothing since.
    private bool _refusesAll;

    /// <summary>Deals with an answer; <see langword="false"/> if the batch is to be tried again later.</summary>
    private bool Settle(SpanBatch batch, BatchPiece piece, SendResult result, bool gzip)
    {
        switch (result.Outcome)
        {
            case SendOutcome.Accepted:
                var rejected = Math.Clamp(result.Rejected, 0, piece.Spans);
                batch.Refusals = int.MinValue;
                OnAccepted();
                _backend.Ledger.Exported(piece.Spans - rejected);
                if (rejected > 0)
                {
                    _backend.Ledger.Failed(FormattableString.Invariant($"partial success, {rejected} spans rejected"));
                }

                Done(batch, DropReason.Rejected, rejected);
                return true;
            case SendOutcome.Compressed when gzip:
                _gzip = false;
                return true;
            case SendOutcome.TooLarge when piece.Spans > 1:
                batch.Split(piece.Spans / 2);
                return true;
            case SendOutcome.TooLarge:
                Done(batch, DropReason.TooLarge, 1);
                return true;
            case SendOutcome.Malformed:
                SettleMalformed(batch, piece);
                return true;
            case SendOutcome.Failed:
                return SettleFailed(batch, piece);
            case SendOutcome.Retry:
                return false;
            default:
                Done(batch, DropReason.Rejected, piece.Spans);
                return true;
        }
    }

    /// <summary>
    /// The backend does not understand a request: the span that is the reason is sought, unless nothing of the batch is understood.
    /// Where that is known, a single span is asked for: it tells whether it is so still.
    /// </summary>
    private void SettleMalformed(SpanBatch batch, BatchPiece piece)
    {
        var refusesAll = Volatile.Read(ref _refusesAll) && batch.Refusals >= 0;
        if (++batch.Refusals >= (refusesAll ? 2 : MaxRefusals))
        {
            while (batch.Spans > 0)
            {
                Done(batch, DropReason.Rejected, batch.Next.Spans);
            }
        }
        else if (piece.Spans > 1)
        {
            batch.Split(refusesAll ? 1 : piece.Spans / 2);
        }
        else
        {
            Done(batch, DropReason.Rejected, 1);
        }

        if (batch.Spans == 0 && batch.Refusals >= RefusesAll)
        {
            Volatile.Write(ref _refusesAll, true);
        }
    }

    /// <summary>
    /// The backend fails, for a reason that may be in the batch. It is then sought in ever smaller pieces, and found in a span if
    /// the backend takes others.
    /// </summary>
    private bool SettleFailed(SpanBatch batch, BatchPiece piece)
    {
        if (batch.Failures++ == 0)
        {
            batch.AcceptedBeforeFailure = Volatile.Read(ref _accepted);
        }

        if (batch.Failures < MaxFailures)
        {
            return false;
        }

        if (piece.Spans > 1)
        {
            batch.Split(piece.Spans / 2);
            batch.Defer();
            return false;
        }

        if (Volatile.Read(ref _accepted) == batch.AcceptedBeforeFailure)
        {
            batch.Defer();
            return false;
        }

        Done(batch, DropReason.Rejected, 1);
        return true;
    }

    private void Done(SpanBatch batch, DropReason reason, long dropped)
    {
        _backend.Budget.AddEncoded(-batch.Memory(batch.Next).Length);
        _backend.Ledger.Dropped(reason, dropped);
        batch.Done();
    }

    private void OnAccepted()
    {
        Interlocked.Increment(ref _accepted);
        Volatile.Write(ref _refusesAll, false);
        if (Volatile.Read(ref _failures) > 0)
        {
            lock (_gate)
            {
                _failures = 0;
                _notBefore = long.MinValue;
            }
        }
    }

    private void BackOff(int failuresBefore, SendResult result)
    {
        lock (_gate)
        {
            // Several requests may fail at the same time; together they are one failure.
            var failures = Math.Max(_failures, failuresBefore + 1);
            _failures = failures;
            _notBefore = Timestamp(_context.Clock.GetTimestamp(), _context.BackOff.After(failures, result.RetryAfter));
        }
    }
}
