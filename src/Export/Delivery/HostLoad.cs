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
/// trusted less. Any answer that is no failure ends the pause of all, also a 401.
/// </remarks>
internal sealed class HostLoad(TimeProvider clock, BackOff backOff)
{
    // Bounds the connections to one host (docs/export.md).
    private const int Limit = 64;

    // Credentials that callers have made up are five refused requests a second at most (docs/tenants.md).
    private static readonly TimeSpan PauseOfUnknown = TimeSpan.FromMilliseconds(200);

    // Guards the pauses and the time of the next unknown destination.
    private readonly Lock _gate = new();
    private readonly HostPause _tenants = new();
    private readonly HostPause _ofRequests = new();
    private long _nextUnknown = long.MinValue;
    private int _requests;
    private int _changes;
    private bool _isStopping;

    /// <summary>How many destinations use it. The registry's lock guards it.</summary>
    public int Users { get; set; }

    public bool IsFull => Volatile.Read(ref _requests) >= Limit;

    /// <summary>Changes when a pause has ended before its time, or the next request may ask how the host is.</summary>
    public int Changes => Volatile.Read(ref _changes);

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
        if (Interlocked.Increment(ref _requests) <= Limit && Open(owner, isKnown) is { } pass)
        {
            return pass;
        }

        Interlocked.Decrement(ref _requests);
        return null;
    }

    /// <summary>Ends what <see cref="TryEnter"/> began.</summary>
    public void Leave(in HostPass pass)
    {
        Interlocked.Decrement(ref _requests);
        if (pass.IsProbe)
        {
            lock (_gate)
            {
                PauseOf(pass.Owner).IsProbing = false;
            }

            Interlocked.Increment(ref _changes);
        }
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

    private HostPass? Open(EndpointOwner owner, bool isKnown)
    {
        if (owner == EndpointOwner.Operator)
        {
            return new(owner, IsProbe: false, IsSingle: false);
        }

        lock (_gate)
        {
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
    }

    private long FindEnd(int failures) => clock.AddTo(clock.GetTimestamp(), backOff.DelayFor(failures, retryAfter: null));

    private HostPause PauseOf(EndpointOwner owner) => owner == EndpointOwner.Request ? _ofRequests : _tenants;

    private bool IsLimited(EndpointOwner owner, bool isKnown) => owner == EndpointOwner.Request && !isKnown && !Volatile.Read(ref _isStopping);
}
