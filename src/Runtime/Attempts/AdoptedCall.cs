using System.Diagnostics;
using TracedLlm.Secrets;
using TracedLlm.Tree;

namespace TracedLlm.Attempts;

/// <summary>
/// A call inside a call whose span has started: the HTTP request that the method of the span sends, or another traced method that
/// the method calls. Both are one attempt. The inner call is recorded on the outer one's span, which ends with the outer one.
/// </summary>
/// <param name="call">The owner of the span.</param>
/// <param name="stated">The attributes that this call states.</param>
internal sealed class AdoptedCall(SpanOwner call, IReadOnlyList<KeyValuePair<string, object?>> stated) : SpanOwner
{
    // The innermost method without a span of its own that the running code belongs to. Its span cannot say so: the activity of the
    // outer method is current in both methods.
    private static readonly AsyncLocal<AdoptedCall?> Ambient = new();

    private volatile string[] _set = [];
    private AdoptedCall? _outer;
    private volatile bool _isEntered;
    private volatile bool _hasEnded;
    private bool _hasThrown;
    private SpanOwner? _inner;

    public override ITracedRequest? Request => call.Request;

    public override SpanRole Role => call.Role;

    public override bool HasFailed => call.HasFailed;

    // The HTTP client reads the response if it sends the HTTP request of the method.
    public override bool ReadsResponse => Volatile.Read(ref _inner) is null;

    public override SpanOwner? Inner => Volatile.Read(ref _inner);

    /// <summary>The attributes that this call stated.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Stated => stated;

    /// <summary>The attributes that this call set on the span: those which the span did not have.</summary>
    public IReadOnlyCollection<string> Set => _set;

    /// <summary>
    /// Returns the innermost method inside <paramref name="call"/> that has no span of its own and that the running code belongs
    /// to; <paramref name="call"/> itself if there is none.
    /// </summary>
    public static SpanOwner FindInnermost(SpanOwner call) =>
        Ambient.Value is { _hasEnded: false } inner && inner.IsInside(call) ? inner : call;

    /// <summary>Sets the stated attributes that <paramref name="activity"/> does not have.</summary>
    public void Describe(Activity activity)
    {
        KeyValuePair<string, object?>[] absent =
            [.. stated.Where(tag => tag.Value is not null && CallAdoption.IsOwn(tag.Key) && activity.GetTagItem(tag.Key) is null)];
        _set = Array.ConvertAll(absent, static tag => tag.Key);
        foreach (var (name, value) in absent)
        {
            AttributeSecrets.Set(activity, name, value);
        }
    }

    public override void Enter()
    {
        if (Ambient.Value != this)
        {
            _outer = Ambient.Value;
            _isEntered = true;
            Ambient.Value = this;
        }
    }

    public override void Leave()
    {
        if (_isEntered && Ambient.Value == this)
        {
            Ambient.Value = _outer;
        }
    }

    public override bool TryAdopt(SpanOwner inner) => Interlocked.CompareExchange(ref _inner, inner, null) is null;

    // The exception that leaves the method has more details, for example that its client timed out. This exception counts only if
    // the method hides it.
    public override void OnException(Activity? activity, Exception exception)
    {
        _hasThrown = true;
        call.OnSendFailed(exception);
    }

    public override void OnResponse(Activity activity, HttpResponseMessage response) => call.OnResponse(activity, response);

    public override void OnFirstItem(Activity activity) => call.OnFirstItem(activity);

    public override void OnBytes(Activity activity, ReadOnlySpan<byte> bytes) => call.OnBytes(activity, bytes);

    public override void OnLastByte() => call.OnLastByte();

    public override SpanOwner ForNextSpan() => call.ForNextSpan();

    public override Activity? FindParent(Activity? current) => call.FindParent(current);

    public override Activity? FindFollower() => call.FindFollower();

    public override void End(Activity activity, Activity? previous)
    {
        _hasEnded = true;
        Leave();
        if (!_hasThrown)
        {
            call.OnAnswered();
        }
    }

    private bool IsInside(SpanOwner owner) => call == owner;
}
