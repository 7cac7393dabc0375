using System.Diagnostics;
using TracedLlm.Tree;

namespace TracedLlm.Attempts;

/// <summary>
/// The HTTP request of a call whose span a method has started: the HTTP request and its response are recorded on the method's
/// span, which ends with the method.
/// </summary>
/// <param name="call">The owner of the method's span.</param>
internal sealed class AdoptedCall(SpanOwner call) : SpanOwner
{
    public override ITracedRequest? Request => call.Request;

    public override SpanRole Role => call.Role;

    public override bool HasFailed => call.HasFailed;

    public override bool ReadsResponse => true;

    // The exception that leaves the method has more details, for example that its client timed out. This exception counts only if
    // the method hides it.
    public override void OnException(Activity? activity, Exception exception) => call.OnSendFailed(exception);

    public override void OnResponse(Activity activity, HttpResponseMessage response) => call.OnResponse(activity, response);

    public override void OnFirstItem(Activity activity) => call.OnFirstItem(activity);

    public override void OnBytes(Activity activity, ReadOnlySpan<byte> bytes) => call.OnBytes(activity, bytes);

    public override void OnLastByte() => call.OnLastByte();

    public override void End(Activity activity, Activity? previous)
    {
    }
}
