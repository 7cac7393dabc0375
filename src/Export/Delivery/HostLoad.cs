using TracedLlm.Export.Backends;
using TracedLlm.Export.Transport;

namespace TracedLlm.Export.Delivery;

/// <summary>
/// What all destinations at one host have in common: a bound of the requests in progress, because each takes a connection, and a pause
/// when the host fails, because thousands of destinations that back off alone are hundreds of requests a second. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Only keys, teams and requests share the pause. Failures of the operator's destinations hold back keys, teams and requests; those of keys
/// and teams hold back keys, teams and requests; those of requests hold back requests alone. So nobody is held back by someone who is
/// trusted less. Any answer that is no failure ends the pause of all, also a 401. Requests in progress are bounded in the same way: half of the places
/// at most are those of destinations of requests, three quarters those of keys, teams and requests. A destination with more to send leaves
/// its place to one that found none and is trusted as much.
/// </remarks>
internal sealed class HostLoad(TimeProvider clock, BackOff backOff)
{
    // Bounds the connections to one host (docs/export.md): the requests of each owner together with those of owners who are trusted less.
    private static readonly int[] Limits = [64, 48, 32];

    // Credentials that callers have made up are five refused requests a second at most (docs/tenants.md).
    private static readonly TimeSpan PauseOfUnknown = TimeSpan.FromMilliseconds(200);

    // Guards the pauses, the counts of requests and the time of the next unknown destination.
    private readonly Lock _gate = new();
    private readonly HostPause _tenants = new();
    private readonly HostPause _ofRequests = new();
    private long _nextUnknown = long.MinValue;

    // By owner, as the limits are. Written under the lock.
    private readonly int[] _requests = new int[Limits.Length];

    // A bit for each owner with a destination that found no place.
    private int _wanted;
    private int _changes;
    private bool _isStopping;

    /// <summary>How many destinations use it. The registry's lock guards it.</summary>
    public int Users { get; set; }

    /// <summary>Changes when a pause has ended before its time, or the next request may ask how the host is.</summary>
    public int Changes => Volatile.Read(ref _changes);

    /// <summary>Whether a destination has found no place.</summary>
    public bool IsWanted => Volatile.Read(ref _wanted) != 0;

    /// <summary>Whether there is no place for a request of <paramref name="owner"/>.</summary>
    public bool IsFull(EndpointOwner owner)
    {
        for (var one = 0; one <= (int)owner; one++)
        {
            if (Volatile.Read(ref _requests[one]) >= Limits[one])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a destination may send nothing at <paramref name="now"/>.</summary>
    /// <param name="owner">Who has chosen the destination.</param>
    /// <param name="isKnown">Whether its last answered request was accepted.</param>
    /// <param name="now">The timestamp.</param>
    public bool IsClosed(EndpointOwner owner, bool isKnown, long now)
    {
        if (owner == EndpointOwner.Operator)
        {
            return false;
        }

        lock (_gate)
        {
            return PauseOf(owner).IsClosed(now) || (IsLimited(owner, isKnown) && now < _nextUnknown);
        }
    }

    /// <summary>The timestamp before which a destination may send nothing.</summary>
    public long GetNotBefore(EndpointOwner owner, bool isKnown)
    {
        if (owner == EndpointOwner.Operator)
        {
            return long.MinValue;
        }

        lock (_gate)
        {
            var pause = PauseOf(owner);
            return Math.Max(pause.Failures > 0 ? pause.NotBefore : long.MinValue, IsLimited(owner, isKnown) ? _nextUnknown : long.MinValue);
        }
    }

    /// <summary>Lets a destination send; <see langword="null"/> if it may not send now.</summary>
    public HostPass? TryEnter(EndpointOwner owner, bool isKnown)
    {
        lock (_gate)
        {
            if (IsFull(owner))
            {
                Interlocked.Or(ref _wanted, 1 << (int)owner);
                return null;
            }

            if (Open(owner, isKnown) is not { } pass)
            {
                return null;
            }

            CountRequests(owner, 1);
            return pass;
        }
    }

    /// <summary>
    /// Whether a destination leaves before its next request, because another one found no place: one whose owner is trusted as much or more.
    /// </summary>
    public bool MustGiveWay(in HostPass pass)
    {
        var wanted = Volatile.Read(ref _wanted) & ((2 << (int)pass.Owner) - 1);
        var first = wanted & -wanted;

        // One destination leaves for each that found no place.
        return first != 0 && (Interlocked.And(ref _wanted, ~first) & first) != 0;
    }

    /// <summary>Ends what <see cref="TryEnter"/> began.</summary>
    public void Leave(in HostPass pass)
    {
        lock (_gate)
        {
            CountRequests(pass.Owner, -1);
            if (!pass.IsProbe)
            {
                return;
            }

            PauseOf(pass.Owner).IsProbing = false;
        }

        Interlocked.Increment(ref _changes);
    }

    /// <summary>The host has answered a request, or failed at it.</summary>
    /// <param name="destination">Whose request it was.</param>
    /// <param name="owner">Who has chosen the destination.</param>
    /// <param name="result">The answer.</param>
    public void OnResult(object destination, EndpointOwner owner, in SendResult result)
    {
        if (result.IsGivenUp)
        {
            return;
        }

        if (result.Outcome is not (SendOutcome.Retry or SendOutcome.Failed))
        {
            EndPause();
            return;
        }

        lock (_gate)
        {
            var now = clock.GetTimestamp();
            if (owner != EndpointOwner.Request)
            {
                _tenants.OnFailed(destination, now, FindEnd);
            }

            _ofRequests.OnFailed(destination, now, FindEnd);
        }
    }

    /// <summary>The gateway stops: everything is tried once more, also with credentials that may be made up.</summary>
    public void OpenForStop()
    {
        Volatile.Write(ref _isStopping, true);
        EndPause();
        Interlocked.Increment(ref _changes);
    }

    private void EndPause()
    {
        bool hasChanged;
        lock (_gate)
        {
            hasChanged = _tenants.End() | _ofRequests.End();
        }

        if (hasChanged)
        {
            Interlocked.Increment(ref _changes);
        }
    }

    // Under the lock, as the next one.
    private HostPass? Open(EndpointOwner owner, bool isKnown)
    {
        if (owner == EndpointOwner.Operator)
        {
            return new(owner, IsProbe: false, IsSingle: false);
        }

        var now = clock.GetTimestamp();
        var isLimited = IsLimited(owner, isKnown);
        var pause = PauseOf(owner);
        if (pause.IsClosed(now) || (isLimited && now < _nextUnknown))
        {
            return null;
        }

        if (isLimited)
        {
            _nextUnknown = clock.AddTo(now, PauseOfUnknown);
        }

        pause.IsProbing = pause.Failures > 0;
        return new(owner, pause.IsProbing, isLimited);
    }

    private void CountRequests(EndpointOwner owner, int requests)
    {
        for (var one = 0; one <= (int)owner; one++)
        {
            Volatile.Write(ref _requests[one], _requests[one] + requests);
        }
    }

    private long FindEnd(int failures) => clock.AddTo(clock.GetTimestamp(), backOff.DelayFor(failures, retryAfter: null));

    private HostPause PauseOf(EndpointOwner owner) => owner == EndpointOwner.Request ? _ofRequests : _tenants;

    private bool IsLimited(EndpointOwner owner, bool isKnown) => owner == EndpointOwner.Request && !isKnown && !Volatile.Read(ref _isStopping);
}
