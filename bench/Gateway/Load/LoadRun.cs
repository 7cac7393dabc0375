using System.Diagnostics;
using System.Net;

namespace TracedLlm.Bench.Gateway.Load;

/// <summary>One order: its connections and what they see.</summary>
internal sealed class LoadRun
{
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(15);

    private readonly LoadOrder _order;
    private readonly byte[] _request;
    private readonly long _start = Stopwatch.GetTimestamp();

    // Guards all fields below. Answers arrive on the thread that waits for sockets, and requests start on the one that paces.
    private readonly Lock _lock = new();
    private readonly Stack<LoadConnection> _idle = new();
    private readonly Queue<long> _waiting = new();
    private readonly HashSet<LoadConnection> _connections = [];
    private readonly Histogram _latency = new();
    private readonly Histogram _refusal = new();
    private readonly Histogram _firstEvent = new();
    private readonly Histogram _gap = new();
    private readonly Histogram _relay = new();
    private readonly long[] _bySecond;
    private long _sent;
    private long _answered;
    private long _refused;
    private long _failed;
    private string? _failure;
    private long _last;
    private bool _isSent;
    private bool _isFinished;

    public LoadRun(LoadOrder order)
    {
        _order = order;
        _request = RequestBytes.Create(order);
        _bySecond = new long[(int)Math.Ceiling(order.Seconds)];
    }

    private long End => _start + (long)(_order.Seconds * Stopwatch.Frequency);

    /// <summary>Sends requests and waits for the last answers.</summary>
    public LoadResult Run()
    {
        if (_order.Rate > 0)
        {
            SendAtRate();
        }
        else
        {
            for (var connection = 0; connection < _order.Connections; connection++)
            {
                lock (_lock)
                {
                    _sent++;
                }

                Start(null, Stopwatch.GetTimestamp());
            }
        }

        WaitForAnswers(End);
        lock (_lock)
        {
            // What is in flight now has been sent, and is still answered or not.
            _isSent = true;
        }

        WaitForAnswers(Stopwatch.GetTimestamp());
        return Finish();
    }

    /// <summary>Sends one request.</summary>
    /// <returns>When its answer had arrived; null if it failed.</returns>
    public long? First()
    {
        _sent = 1;
        Start(null, Stopwatch.GetTimestamp());
        var pause = new PrecisePause();
        while (true)
        {
            lock (_lock)
            {
                if (_answered + _refused + _failed == 1)
                {
                    DisposeAll();
                    return _answered == 1 ? _last : null;
                }
            }

            pause.Until(Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 2000));
        }
    }

    /// <summary>An answer has arrived whole, or has failed.</summary>
    /// <param name="connection">Its connection.</param>
    /// <param name="due">When the request should have been sent.</param>
    /// <param name="sent">When it was sent.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="first">When the first event arrived; 0 without.</param>
    /// <param name="failure">Why it has failed.</param>
    public void Complete(LoadConnection connection, long due, long sent, LoadOutcome outcome, long first, string? failure)
    {
        var now = Stopwatch.GetTimestamp();
        long? next = null;
        lock (_lock)
        {
            if (_isFinished)
            {
                return;
            }

            _last = now;
            if (connection.IsClosed)
            {
                _connections.Remove(connection);
            }

            if (outcome == LoadOutcome.Answered)
            {
                _answered++;
                _latency.Add(Stopwatch.GetElapsedTime(due, now).TotalNanoseconds);
                if (first != 0)
                {
                    _firstEvent.Add(Stopwatch.GetElapsedTime(due, first).TotalNanoseconds);
                }

                var second = (int)Stopwatch.GetElapsedTime(_start, now).TotalSeconds;
                if (second < _bySecond.Length)
                {
                    _bySecond[second]++;
                }
            }
            else if (outcome == LoadOutcome.Refused)
            {
                _refused++;
                _refusal.Add(Stopwatch.GetElapsedTime(sent, now).TotalNanoseconds);
            }
            else
            {
                _failed++;
                _failure ??= failure;
            }

            if (_order.Rate == 0)
            {
                if (now < End)
                {
                    _sent++;
                    next = now;
                }
            }
            else if (!_isSent && _waiting.TryDequeue(out var waiting))
            {
                next = waiting;
            }
            else if (!connection.IsClosed)
            {
                _idle.Push(connection);
            }
        }

        if (next is { } time)
        {
            Start(connection.IsClosed ? null : connection, time);
        }
    }

    /// <summary>An event has arrived.</summary>
    public void AddEvent(double gap, double relay)
    {
        lock (_lock)
        {
            if (gap > 0)
            {
                _gap.Add(gap);
            }

            if (relay > 0)
            {
                _relay.Add(relay);
            }
        }
    }

    private void SendAtRate()
    {
        var pause = new PrecisePause();
        var count = (long)(_order.Rate * _order.Seconds);
        for (var number = 0L; number < count; number++)
        {
            var due = _start + (number * Stopwatch.Frequency / _order.Rate);
            pause.Until(due);
            LoadConnection? connection = null;
            lock (_lock)
            {
                _sent++;
                if (!_idle.TryPop(out connection) && _connections.Count >= _order.Connections)
                {
                    _waiting.Enqueue(due);
                    continue;
                }
            }

            Start(connection, due);
        }
    }

    private void Start(LoadConnection? connection, long due)
    {
        if (connection is null)
        {
            connection = new LoadConnection(this, new IPEndPoint(IPAddress.Loopback, _order.Port), _request);
            lock (_lock)
            {
                _connections.Add(connection);
            }
        }

        _ = connection.SendAsync(due);
    }

    private void DisposeAll()
    {
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }
    }

    private void WaitForAnswers(long since)
    {
        while (!IsSettled() && Stopwatch.GetElapsedTime(since) < LastAnswers)
        {
            Thread.Sleep(2);
        }
    }

    private bool IsSettled()
    {
        lock (_lock)
        {
            return Stopwatch.GetTimestamp() >= End && _answered + _refused + _failed + (_isSent ? _waiting.Count : 0) == _sent;
        }
    }

    private LoadResult Finish()
    {
        lock (_lock)
        {
            _isFinished = true;
            DisposeAll();
            var unanswered = _sent - _answered - _refused - _failed;
            return new LoadResult(
                _sent,
                _answered,
                _refused,
                _failed + unanswered,
                _waiting.Count,
                _failure ?? (unanswered > 0 ? $"no answer within {LastAnswers.TotalSeconds:0} s" : null),
                Stopwatch.GetElapsedTime(_start, Math.Max(_last, End)).TotalSeconds,
                [.. _bySecond],
                _latency.Close(),
                _refusal.Close(),
                _firstEvent.Close(),
                _gap.Close(),
                _relay.Close());
        }
    }
}
