namespace TracedLlm;

/// <summary>The stages of one request; they need nothing of their own, so one instance serves all of them.</summary>
internal sealed class StageSpans(RequestState trace) : SpanOwner(trace)
{
    public override SpanRole Role => SpanRole.Stage;

    /// <summary>The owner of the stages of <paramref name="trace"/>.</summary>
    public static StageSpans ForRequest(RequestState trace) => (StageSpans)(trace.StageOwner ??= new StageSpans(trace));
}
