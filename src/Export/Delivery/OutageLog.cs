using System.Globalization;
using Microsoft.Extensions.Logging;
using TracedLlm.Export.Backends;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Delivery;

/// <summary>
/// Logs when a destination of a backend does not receive spans: at the first failure, again while it lasts, and at the end. There may be
/// very many destinations of tenants: some get lines of their own, the others together one. Safe for concurrent use.
/// </summary>
/// <param name="ledger">The backend's counts.</param>
/// <param name="budget">The memory that its waiting spans take.</param>
/// <param name="logger">Where the lines are written.</param>
/// <param name="clock">The time.</param>
internal sealed partial class OutageLog(BackendLedger ledger, ByteBudget budget, ILogger logger, TimeProvider clock)
{
    /// <summary>An outage is over when there was no failure for this time, so that a backend that comes and goes has few lines.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);

    /// <summary>The time to the second line; it doubles with each line.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(5);

    /// <summary>How many outages of tenants have lines of their own within <see cref="FirstPause"/>.</summary>
    public const int MaxTenantLines = 5;

    // Bounds the memory for tenants' outages; the oldest is forgotten.
    private const int MaxOutages = 1024;

    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    // Guards all fields, so that the lines of an outage come in order.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Outage> _open = new(StringComparer.Ordinal);
    private int _count;
    private long? _windowStart;
    private int _linesInWindow;
    private Outage? _lastUntold;
    private long? _summaryAt;
    private TimeSpan _summaryPause = FirstPause;
    private bool _isSummaryTold;

    /// <summary>What the health report shows.</summary>
    public OutageReport Report
    {
        get
        {
            lock (_gate)
            {
                var own = _open.Values.Where(static outage => !outage.IsTenants && IsOpen(outage)).MinBy(static outage => outage.Since);
                return new(own?.Since, own?.Reason, _open.Values.Count(static outage => outage.IsTenants && IsOpen(outage)));
            }
        }
    }

    /// <summary>Whether there is an outage that is not over.</summary>
    public bool HasOpen => Volatile.Read(ref _count) != 0;

    /// <summary>Whether the failure of an endpoint has been logged and is not over.</summary>
    public bool IsTold(BackendEndpoint endpoint)
    {
        if (Volatile.Read(ref _count) == 0)
        {
            return false;
        }

        lock (_gate)
        {
            return _open.TryGetValue(endpoint.Identity, out var outage) && outage.IsTold;
        }
    }

    /// <summary>A request has failed.</summary>
    /// <param name="endpoint">Where it went.</param>
    /// <param name="reason">The failure, in words and without secrets.</param>
    /// <param name="isRefusal">Whether its spans are dropped.</param>
    /// <param name="isInPart">Whether the endpoint accepts other requests.</param>
    public void OnFailed(BackendEndpoint endpoint, string reason, bool isRefusal, bool isInPart = false)
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            if (_open.TryGetValue(endpoint.Identity, out var outage))
            {
                outage.Reason = reason;
                outage.IsRefusal = isRefusal;
                outage.LastFailure = now;
                outage.AcceptedAt = null;
                outage.HasFailedSinceLine = true;
                NotePart(outage, isInPart && !isRefusal, now);
                return;
            }

            Forget();
            outage = new Outage(
                endpoint.Address.GetLeftPart(UriPartial.Authority), endpoint.IsTenants, clock.GetUtcNow(), now, ledger.Counts().AllDropped)
            {
                Reason = reason,
                IsRefusal = isRefusal,
                LastFailure = now,
                IsOfRequest = endpoint.Owner == EndpointOwner.Request,
                IsTold = !endpoint.IsTenants || MayTell(now),
                IsInPart = isInPart && !isRefusal,
                IsPartTold = isInPart && !isRefusal,
                Pause = FirstPause,
                NextLine = clock.AddTo(now, FirstPause),
            };
            _open.Add(endpoint.Identity, outage);
            Volatile.Write(ref _count, _open.Count);
            if (outage.IsTold)
            {
                Try(() => TellBegin(outage));
                return;
            }

            _lastUntold = outage;
            _summaryAt ??= clock.AddTo(now, Quiet);
        }
    }

    /// <summary>A request was accepted.</summary>
    public void OnAccepted(BackendEndpoint endpoint)
    {
        if (Volatile.Read(ref _count) == 0)
        {
            return;
        }

        lock (_gate)
        {
            if (_open.TryGetValue(endpoint.Identity, out var outage))
            {
                outage.AcceptedAt ??= clock.GetTimestamp();
            }
        }
    }

    /// <summary>Logs what is due. Returns the time until more is due.</summary>
    public TimeSpan? Check()
    {
        if (Volatile.Read(ref _count) == 0)
        {
            return null;
        }

        lock (_gate)
        {
            var now = clock.GetTimestamp();
            TimeSpan? next = null;
            foreach (var (identity, outage) in _open.ToList())
            {
                next = DueTime.Sooner(next, Check(identity, outage, now));
            }

            Volatile.Write(ref _count, _open.Count);
            return DueTime.Sooner(next, CheckSummary(now));
        }
    }

    // Under the lock. The first request that fails does not show whether others are accepted.
    private void NotePart(Outage outage, bool isInPart, long now)
    {
        outage.IsInPart = isInPart;
        if (!isInPart || outage.IsPartTold)
        {
            return;
        }

        outage.IsPartTold = true;
        if (outage.IsTold)
        {
            outage.NextLine = clock.AddTo(now, outage.Pause);
            outage.HasFailedSinceLine = false;
            Try(() => TellPart(outage));
        }
    }

    // Under the lock.
    private TimeSpan? Check(string identity, Outage outage, long now)
    {
        var quiet = clock.GetTimeLeft(now, outage.LastFailure, Quiet);
        if (outage.AcceptedAt is { } accepted && !(outage.IsInPart && quiet is not null))
        {
            if (quiet is { } left)
            {
                return left;
            }

            _open.Remove(identity);
            if (outage.IsTold)
            {
                Try(() => TellEnd(outage, clock.GetElapsedTime(outage.Start, accepted)));
            }

            return null;
        }

        if (!outage.IsTold || !outage.HasFailedSinceLine)
        {
            return outage.IsInPart ? quiet : null;
        }

        if (clock.GetTimeLeft(now, outage.NextLine) is { } wait)
        {
            return outage.IsInPart ? DueTime.Sooner(wait, quiet) : wait;
        }

        outage.Pause = Longer(outage.Pause);
        outage.NextLine = clock.AddTo(now, outage.Pause);
        outage.HasFailedSinceLine = false;
        Try(() => TellMore(outage, clock.GetElapsedTime(outage.Start, now)));
        return outage.IsInPart ? quiet : null;
    }

    // Under the lock.
    private TimeSpan? CheckSummary(long now)
    {
        var untold = _open.Values.Where(static outage => !outage.IsTold).ToList();
        if (untold.Count == 0)
        {
            if (_isSummaryTold)
            {
                Try(() => LogEndOfSummary(ledger.Name, DescribeOwners(_lastUntold!)));
            }

            (_isSummaryTold, _summaryAt, _summaryPause, _lastUntold) = (false, null, FirstPause, null);
            return null;
        }

        if (_summaryAt is not { } due)
        {
            return null;
        }

        if (clock.GetTimeLeft(now, due) is { } left)
        {
            return left;
        }

        _summaryAt = clock.AddTo(now, _summaryPause);
        _summaryPause = Longer(_summaryPause);
        _isSummaryTold = true;
        var last = _lastUntold is { AcceptedAt: null } one ? one : untold[^1];
        Try(() => LogSummary(ledger.Name, untold.Count, DescribeOwners(last), last.Address, last.Reason));
        return clock.GetTimeLeft(now, _summaryAt.Value);
    }

    // Under the lock.
    private bool MayTell(long now)
    {
        if (_windowStart is not { } start || clock.GetElapsedTime(start, now) >= FirstPause)
        {
            _windowStart = now;
            _linesInWindow = 0;
        }

        return _linesInWindow++ < MaxTenantLines;
    }

    // Under the lock. A tenant whose credentials are wrong may never come back, so that nothing says when its outage is over.
    private void Forget()
    {
        if (_open.Count >= MaxOutages
            && _open.Where(static pair => pair.Value.IsTenants).MinBy(static pair => pair.Value.LastFailure) is { Key: { } oldest })
        {
            _open.Remove(oldest);
        }
    }

    // A destination that accepts some of the spans accepts a request now and then all the time.
    private static bool IsOpen(Outage outage) => outage.AcceptedAt is null || outage.IsInPart;

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;

    private void TellBegin(Outage outage)
    {
        var since = Format(outage.Since);
        if (outage.IsRefusal)
        {
            LogRefusal(ledger.Name, DescribeOwner(outage), outage.Address, outage.Reason, since);
        }
        else if (outage.IsInPart)
        {
            TellPart(outage);
        }
        else
        {
            LogBegin(ledger.Name, DescribeOwner(outage), outage.Address, outage.Reason, since, ledger.Counts().InFlight, budget.Used);
        }
    }

    private void TellPart(Outage outage) =>
        LogPart(ledger.Name, DescribeOwner(outage), outage.Address, outage.Reason, Format(outage.Since), ledger.Counts().InFlight, budget.Used);

    private void TellMore(Outage outage, TimeSpan duration)
    {
        var counts = ledger.Counts();
        if (outage.IsInPart)
        {
            LogMoreOfPart(ledger.Name, DescribeOwner(outage), outage.Address, Format(duration), outage.Reason, counts.InFlight, budget.Used, counts.AllDropped - outage.LostBefore);
            return;
        }

        LogMore(ledger.Name, DescribeOwner(outage), outage.Address, Format(duration), outage.Reason, counts.InFlight, budget.Used, counts.AllDropped - outage.LostBefore);
    }

    private void TellEnd(Outage outage, TimeSpan duration) =>
        LogEnd(ledger.Name, DescribeOwner(outage), outage.Address, Format(duration), ledger.Counts().AllDropped - outage.LostBefore);

    // The name of the ledger of requests says whose it is.
    private static string DescribeOwner(Outage outage) => outage.IsTenants && !outage.IsOfRequest ? " of a key or team" : "";

    private static string DescribeOwners(Outage outage) => outage.IsOfRequest ? "requests" : "keys and teams";

    private static string Format(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    // Whole seconds, as in 00:05:00.
    private static string Format(TimeSpan duration) => TimeSpan.FromSeconds(Math.Round(duration.TotalSeconds)).ToString("c", CultureInfo.InvariantCulture);

    // A logger that throws must not stop the thread that sends spans.
    private static void Try(Action log)
    {
        try
        {
            log();
        }
        catch (Exception exception)
        {
            SpanObservers.CountFailure(exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Backend}{Of} does not receive spans at {Address}: {Reason}. Since {Since}; {Spans} spans wait ({Bytes} bytes in memory) and are sent when it answers.")]
    private partial void LogBegin(string backend, string of, string address, string reason, string since, long spans, long bytes);

    [LoggerMessage(LogLevel.Warning, "{Backend}{Of} receives only a part of the spans at {Address}: {Reason}. Since {Since}; {Spans} spans wait ({Bytes} bytes in memory), and those that it does not accept are sent again by themselves.")]
    private partial void LogPart(string backend, string of, string address, string reason, string since, long spans, long bytes);

    [LoggerMessage(LogLevel.Warning, "{Backend}{Of} has received only a part of the spans at {Address} for {Duration}: {Reason}. {Spans} spans wait ({Bytes} bytes in memory), {Lost} were lost.")]
    private partial void LogMoreOfPart(string backend, string of, string address, string duration, string reason, long spans, long bytes, long lost);

    [LoggerMessage(LogLevel.Warning, "{Backend}{Of} refuses spans at {Address}: {Reason}. Since {Since}; refused spans are dropped.")]
    private partial void LogRefusal(string backend, string of, string address, string reason, string since);

    [LoggerMessage(LogLevel.Warning, "{Backend}{Of} has not received spans at {Address} for {Duration}: {Reason}. {Spans} spans wait ({Bytes} bytes in memory), {Lost} were lost.")]
    private partial void LogMore(string backend, string of, string address, string duration, string reason, long spans, long bytes, long lost);

    [LoggerMessage(LogLevel.Warning, "{Backend}{Of} receives spans at {Address} again, after {Duration}. {Lost} spans were lost meanwhile.")]
    private partial void LogEnd(string backend, string of, string address, string duration, long lost);

    [LoggerMessage(LogLevel.Warning, "{Backend}: {Count} more destinations of {Owners} do not receive spans, the last one at {Address}: {Reason}.")]
    private partial void LogSummary(string backend, int count, string owners, string address, string reason);

    [LoggerMessage(LogLevel.Warning, "{Backend}: these further destinations of {Owners} receive spans again.")]
    private partial void LogEndOfSummary(string backend, string owners);
}
