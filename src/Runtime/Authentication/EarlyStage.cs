using System.Diagnostics;
using TracedLlm.Facts;
using TracedLlm.Requests;
using TracedLlm.Tree;

namespace TracedLlm.Authentication;

/// <summary>
/// A stage that started before the route of its request was known. It becomes a span with its own times if the request gets a trace.
/// </summary>
internal sealed class EarlyStage : SpanOwner
{
    private readonly LlmStage _stage;
    private readonly DateTime _start = DateTime.UtcNow;

    // Guards the fields below: the method of the stage may still run when the trace opens.
    private readonly Lock _gate = new();
    private readonly List<KeyValuePair<string, object?>> _tags;
    private DateTime? _end;
    private Exception? _failure;

    public EarlyStage(LlmStage stage, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        _stage = stage;
        _tags = [.. tags];
    }

    public override ITracedRequest? Request => null;

    public override SpanRole Role => SpanRole.Unrecorded;

    public override bool CountsWork => true;

    public override void SetUnrecordedTag(string name, object value)
    {
        lock (_gate)
        {
            _tags.Add(new(name, value));
        }
    }

    public override void OnException(Activity? activity, Exception exception)
    {
        lock (_gate)
        {
            _failure ??= exception;
        }
    }

    public override void OnReturned(Task task)
    {
        if (!task.IsCompleted)
        {
            task.ContinueWith(
                static (done, stage) => ((EarlyStage)stage!).End(done),
                this,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            return;
        }

        End(task);
    }

    public override void OnReturned(HttpResponseMessage? response) => End(Task.CompletedTask);

    public override void OnReturnedSequence() => End(Task.CompletedTask);

    /// <summary>Writes the span. A stage that still runs ends with it.</summary>
    public void Write(RequestState trace, Activity root)
    {
        AuthenticationRun run;
        KeyValuePair<string, object?>[] tags;
        lock (_gate)
        {
            run = new AuthenticationRun(_start, _end ?? DateTime.UtcNow, _failure);
            tags = [.. _tags];
        }

        // Outside of a trace every attribute is set on the stage's own span.
        var own = Array.FindAll(tags, static tag => OwnerOf(tag.Key) == AttributeOwner.Own);
        foreach (var (name, value) in tags)
        {
            switch (OwnerOf(name))
            {
                case AttributeOwner.Root:
                    trace.SetRootTag(name, value);
                    break;
                case AttributeOwner.Request:
                    trace.SetRequestTag(name, value);
                    break;
                case AttributeOwner.Every:
                    trace.SetTraceTag(name, value);
                    break;
            }
        }

        run.Write(trace, root, _stage, own);
    }

    private static AttributeOwner OwnerOf(string name) => AttributeOwners.OwnerOf(name, onCall: false);

    private void End(Task task)
    {
        lock (_gate)
        {
            _end ??= DateTime.UtcNow;
            _failure ??= task.Exception?.InnerException ?? task.Exception;
        }
    }
}
