using System.Diagnostics;
using TracedLlm.Tree;

namespace TracedLlm.Attempts;

/// <summary>
/// The further calls inside a call that has ended while its method runs on, for example because the client of the method sent its
/// request again. The last one gets the attributes that the method sets before it returns.
/// </summary>
/// <param name="owner">The owner of the call.</param>
/// <param name="enclosing">The call that encloses it; <see langword="null"/> if there is none.</param>
internal sealed class Followers(SpanOwner owner, SpanOwner? enclosing)
{
    // Guards the fields below. A span is stopped without the lock, because listeners run then.
    private readonly Lock _gate = new();
    private OpenCall? _last;
    private OpenCall? _held;
    private bool _hasReturned;

    /// <summary>Returns the span of the last further call.</summary>
    public Activity? FindLast()
    {
        lock (_gate)
        {
            return _last is { } last ? last.Call.FindFollower() ?? last.Activity : null;
        }
    }

    /// <summary>Another further call has started: the one before it is not the last one any more.</summary>
    public void Add(OpenCall follower)
    {
        OpenCall? former;
        lock (_gate)
        {
            (former, _held, _last) = (_held, null, follower);
        }

        Stop(former);
    }

    /// <summary>Holds the span of the last further call, which has its end, until the method returns.</summary>
    public bool TryHold(OpenCall follower)
    {
        lock (_gate)
        {
            // A method inside hands over the last call inside it when it returns.
            if (_hasReturned || _last is not { } last || (last.Activity != follower.Activity && last.Call.FindFollower() != follower.Activity))
            {
                return false;
            }

            _held = follower;
            return true;
        }
    }

    /// <summary>The method has returned.</summary>
    public void Release()
    {
        OpenCall? held;
        lock (_gate)
        {
            _hasReturned = true;
            (held, _held) = (_held, null);
        }

        Stop(held);
    }

    private void Stop(OpenCall? held)
    {
        if (held is { } left && enclosing?.TryHoldFollower(left) != true)
        {
            SpanEnd.Stop(left.Activity, previous: null, owner.Request);
        }
    }
}
