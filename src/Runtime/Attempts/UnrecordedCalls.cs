using System.Diagnostics;
using TracedLlm.Tree;

namespace TracedLlm.Attempts;

/// <summary>
/// The attempts of a request that records no spans, one handle for all of them: they are counted, and how the last one went
/// decides what the next one is.
/// </summary>
/// <param name="log">The attempts.</param>
/// <param name="isSend">Whether it is the handle of a request that a counted attempt has adopted.</param>
internal sealed class UnrecordedCalls(AttemptLog log, bool isSend = false) : SpanOwner
{
    public override ITracedRequest? Request => null;

    public override SpanRole Role => SpanRole.Unrecorded;

    public override bool CountsWork => true;

    public override void OnReturned(Task work) => log.OnReturned(work, isSend);

    public override void OnReturned(HttpResponseMessage? response)
    {
        if (response is not null && (int)response.StatusCode >= 400)
        {
            log.OnFailed(isSend);
        }

        log.OnReturned(Task.CompletedTask, isSend);
    }

    public override void OnException(Activity? activity, Exception exception) => log.OnFailed(isSend);
}
