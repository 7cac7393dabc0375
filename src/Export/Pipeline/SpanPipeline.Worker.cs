using TracedLlm.Export.Delivery;
using TracedLlm.Export.Sampling;
using TracedLlm.Export.Views;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Pipeline;

/// <content>The worker: it releases held spans, encodes queued ones, and starts the sending of batches.</content>
internal sealed partial class SpanPipeline
{
    // When spans have waited for so much of their delay, they go with what the worker is awake for: in a gateway with some load it wakes
    // up once for each delay.
    private const double WaitedEnough = 0.875;

    private void Run()
    {
        try
        {
            while (TryStepSafely(out var next))
            {
                _wakeUp.Wait(next);
            }
        }
        finally
        {
            _ended.SetResult();
        }
    }

    private bool TryStepSafely(out TimeSpan? next)
    {
        try
        {
            return TryStep(out next);
        }
        catch (Exception exception)
        {
            // The worker goes on after any exception, so that later spans are not lost.
            SpanObservers.CountFailure(exception);
            next = Pause;
            return true;
        }
    }

    /// <summary>Does all work that is due; <see langword="false"/> if the pipeline has stopped and no work is left.</summary>
    /// <param name="next">The longest time until more work is due.</param>
    private bool TryStep(out TimeSpan? next)
    {
        var isStopped = Volatile.Read(ref _isStopped);
        if (isStopped)
        {
            Held.Close();
            Undecided.Close();
        }

        next = Held.Settle();
        next = DueTime.Sooner(next, EncodeDue(isAll: _context.IsFlushing || isStopped));
        WatchRecovered();
        Evict();
        next = DueTime.Sooner(next, StartDue());
        next = DueTime.Sooner(next, _ledger.CheckLog());
        CompleteFlushes();
        if (!isStopped || (_context.Spool is not null && !Queue.IsEmpty) || _watched.Exists(static destination => destination.IsSending))
        {
            return true;
        }

        Queue.Close();
        _watched.ForEach(static destination => destination.Abandon());
        return false;
    }

    /// <summary>Encodes the queued spans if they are many or have waited.</summary>
    /// <param name="isAll">Whether they do not wait.</param>
    /// <returns>The time until they have waited; <see langword="null"/> if none wait.</returns>
    private TimeSpan? EncodeDue(bool isAll)
    {
        if (Queue.IsEmpty)
        {
            return null;
        }

        var (clock, delay) = (_settings.Clock, _settings.EncodeDelay);
        var (now, since) = (clock.GetTimestamp(), Queue.Since);
        var waited = clock.GetElapsedTime(since, now);
        var haveWaited = waited >= delay * WaitedEnough;
        if (!haveWaited && !isAll && !Queue.IsFull)
        {
            return delay - waited;
        }

        // Then their batch has waited, too. No span counts as older than the delay, however long nothing was queued before it.
        _since = haveWaited ? clock.AddTo(now, -delay) : since;
        if (EncodeSome())
        {
            Queue.OnTaken(now);
        }
        else
        {
            // The queue has more.
            _wakeUp.Set();
        }

        // The next spans will have waited by then, and nobody need be woken because of the first of them.
        return delay > TimeSpan.Zero ? delay : null;
    }

    /// <summary>Encodes queued spans; <see langword="false"/> if the queue has more.</summary>
    private bool EncodeSome()
    {
        for (var count = 0; count < MaxSpansPerStep; count++)
        {
            if (!Queue.TryTake(out var span))
            {
                return true;
            }

            Encode(span);
        }

        return false;
    }

    private void Encode(in QueuedSpan span)
    {
        SpanQueue.Release(span);
        var sampling = span.Request?.Sampling ?? _settings.Sampling.Decide(span.Activity);
        foreach (var group in span.Route.Groups)
        {
            _buffer.Truncate(0);
            foreach (var (index, destination) in group.Destinations)
            {
                if (!span.GoesTo(index))
                {
                    continue;
                }

                if (_buffer.Length == 0 && !TryWrite(group, span, sampling))
                {
                    destination.Backend.Ledger.Dropped(DropReason.Rejected, 1);
                    continue;
                }

                Append(destination);
            }
        }
    }

    private void Append(Destination destination)
    {
        try
        {
            Watch(destination);
            destination.Append(_buffer.Written.Span, _since);
        }
        catch (Exception exception)
        {
            // No memory, for instance. The span is in no batch.
            SpanObservers.CountFailure(exception);
            destination.Backend.Ledger.Dropped(DropReason.QueueFull, 1);
        }
    }

    private bool TryWrite(SpanRoute.ViewGroup group, in QueuedSpan span, in TraceDecision sampling)
    {
        try
        {
            group.View.Write(new EndedSpan(span.Activity, span.Request) { Sampling = sampling, BackendThreshold = group.Threshold }, _buffer);
            return true;
        }
        catch (Exception exception)
        {
            // An attribute value whose own code throws, for instance.
            SpanObservers.CountFailure(exception);
            _buffer.Truncate(0);
            return false;
        }
    }

    private void Watch(Destination destination)
    {
        if (!destination.IsWatched)
        {
            // All memory is there before it counts as watched: otherwise nobody would send the spans that are appended later.
            _watched.EnsureCapacity(_watched.Count + 1);
            if (_context.Spool is not null)
            {
                // The registry may have evicted it while a request still had it.
                _ledger.Remember(destination.Endpoint, destination.Backend);
            }

            destination.Backend.Add(destination);
            _watched.Add(destination);
            destination.IsWatched = true;
        }
    }

    // Watches destinations that have spans of another process on disk, and no span in memory.
    private void WatchRecovered()
    {
        while (_recovered.TryDequeue(out var identity))
        {
            if (_registry.Find(identity) is { } destination)
            {
                destination.SendSpooled();
                Watch(destination);
            }
        }
    }

    private void Evict()
    {
        var gone = _registry.Evict();
        foreach (var destination in gone)
        {
            // A request may still have had it, and sent a span to it.
            if (!destination.IsWatched)
            {
                Forget(destination);
            }
        }

        if (gone.Count > 0)
        {
            // There may be more.
            _wakeUp.Set();
        }
    }

    // A request may have brought the same destination again, or brings it now.
    private void Forget(Destination gone) => _registry.InvokeIfGone(gone.Endpoint, _forget);

    private TimeSpan? StartDue()
    {
        TimeSpan? next = null;
        var now = _settings.Clock.GetTimestamp();
        var flushes = _context.Flushes;
        _due.Clear();
        foreach (var destination in _watched)
        {
            if (flushes == _flushesSeen && !destination.NeedsLook(now))
            {
                next = destination.LookAt == long.MaxValue ? next : DueTime.Sooner(next, _settings.Clock.GetElapsedTime(now, destination.LookAt));
            }
            else
            {
                _due.Add(destination);
            }
        }

        // A host takes few requests, and those that have waited longest come first: new ones must not keep back the older ones.
        _due.Sort(static (one, other) => one.WaitsSince.CompareTo(other.WaitsSince));
        try
        {
            foreach (var destination in _due)
            {
                next = DueTime.Sooner(next, StartDue(destination, now));
            }
        }
        finally
        {
            _watched.RemoveAll(static destination => !destination.IsWatched);
        }

        _flushesSeen = flushes;
        return next;
    }

    private TimeSpan? StartDue(Destination destination, long now)
    {
        var due = destination.StartDue();
        destination.LookAt = due is null ? long.MaxValue : _settings.Clock.AddTo(now, due.Value);
        if (destination.IsIdle)
        {
            destination.IsWatched = false;
            destination.Backend.Remove(destination);
            _registry.OnIdle();
            Forget(destination);
        }

        return due;
    }

    private void CompleteFlushes()
    {
        if (!Queue.IsEmpty || _watched.Exists(static destination => !destination.IsSettled))
        {
            return;
        }

        lock (_gate)
        {
            _flushes.ForEach(static flush => flush.TrySetResult());
            _flushes.Clear();
        }
    }
}
