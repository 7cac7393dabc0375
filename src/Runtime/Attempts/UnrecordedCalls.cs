using System.Diagnostics;
using TracedLlm.Tree;

namespace TracedLlm.Attempts;

/// <summary>
/// The owner of all attempts of a request that records no spans. It counts the attempts; the result of the last attempt decides
/// the kind of the next one.
/// </summary>
/// <param name="log">The attempts.</param>
/// <param name="work">The work that it is the owner of.</param>
internal sealed class UnrecordedCalls(AttemptLog log, CountedWork work) : SpanOwner
{
    public override ITracedRequest? Request => null;

    public override SpanRole Role => SpanRole.Unrecorded;

    public override bool CountsWork => true;

    public override void OnReturned(Task task) => log.OnReturned(task, work);

    public override void OnReturnedSequence() => log.OnReturned(task: null, work);

    public override void OnReturned(HttpResponseMessage? response)
    {
        if (response is not null && AnsweredStatus.IsRefusal(response))
        {
            log.OnFailed(work);
        }

        log.OnReturned(Task.CompletedTask, work);
    }

    public override void OnException(Activity? activity, Exception exception) => log.OnFailed(work);
}
