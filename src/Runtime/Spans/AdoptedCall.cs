using System.Diagnostics;

namespace TracedLlm;

/// <summary>
/// The request of an attempt that a method has opened: the attempt learns what is sent and answered, and ends with its method.
/// </summary>
internal sealed class AdoptedCall(CallSpan call) : SpanOwner(call.Trace)
{
    public override CallSpan Call { get; } = call;

    // What leaves the method says more, such as that its client timed out; this counts if nothing does.
    public override void OnException(Activity activity, Exception exception) => Call.OnSendFailed(exception);

    public override void End(Activity activity, Activity? previous)
    {
    }
}
