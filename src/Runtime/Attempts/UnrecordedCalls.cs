using System.Diagnostics;
using TracedLlm.Tree;

namespace TracedLlm.Attempts;

/// <summary>
/// The owner of all attempts of a request that records no spans. It counts the attempts; the result of the last attempt decides
/// the kind of the next one.
/// </summary>
/// <param name="log">The attempts.</param>
/// <param name="isSend">Whether it is the owner of an HTTP request that belongs to a counted attempt.</param>
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
