namespace TracedLlm;

/// <summary>The stages of one request; they need nothing of their own, so one instance serves all of them.</summary>
internal sealed class StageSpans(LlmTrace trace) : SpanOwner(trace)
{
    public override SpanRole Role => SpanRole.Stage;
}
