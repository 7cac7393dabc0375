using System.Diagnostics;

namespace TracedLlm.Export;

/// <summary>The tokens that a call used. Input and output contain the others.</summary>
internal readonly struct SpentTokens
{
    private SpentTokens(in ViewedSpan span, UsageState state)
    {
        State = state;
        if (state == UsageState.Reported)
        {
            HasInput = span.Integer(SpanFact.InputTokens) is not null;
            HasOutput = span.Integer(SpanFact.OutputTokens) is not null;
            Input = Count(span, SpanFact.InputTokens, long.MaxValue);
            Output = Count(span, SpanFact.OutputTokens, long.MaxValue);

            // Parts can overlap, as audio that was read from a cache: each has what those before it leave.
            CacheRead = Count(span, SpanFact.CacheReadTokens, Input);
            CacheCreation = Count(span, SpanFact.CacheCreationTokens, Input - CacheRead);
            AudioInput = Count(span, SpanFact.AudioInputTokens, Input - CacheRead - CacheCreation);
            Reasoning = Count(span, SpanFact.ReasoningTokens, Output);
            AudioOutput = Count(span, SpanFact.AudioOutputTokens, Output - Reasoning);
        }
        else
        {
            HasInput = HasOutput = state == UsageState.Nothing;
        }
    }

    public UsageState State { get; }

    public bool HasInput { get; }

    public bool HasOutput { get; }

    public long Input { get; }

    public long Output { get; }

    public long CacheRead { get; }

    public long CacheCreation { get; }

    public long AudioInput { get; }

    public long Reasoning { get; }

    public long AudioOutput { get; }

    public long Total => Input + Output;

    /// <summary>Those of a span.</summary>
    public static SpentTokens Of(in ViewedSpan span) => new(span, StateOf(span));

    private static UsageState StateOf(in ViewedSpan span)
    {
        if (span.Role != SpanRole.Request)
        {
            return UsageState.Unknown;
        }

        if (span.Integer(SpanFact.InputTokens) is not null || span.Integer(SpanFact.OutputTokens) is not null)
        {
            return UsageState.Reported;
        }

        if (!span.Kind.IsBilled)
        {
            return UsageState.Unknown;
        }

        if (span[SpanFact.CacheHit] is true)
        {
            return UsageState.Nothing;
        }

        var isCancelled = span.Text(SpanFact.Outcome) == Outcomes.Cancelled;
        if (span.Status.Code != ActivityStatusCode.Error && !isCancelled)
        {
            // It succeeded, and its provider did not say.
            return UsageState.Unknown;
        }

        if (span.Integer(SpanFact.Attempts) == 0)
        {
            return UsageState.Nothing;
        }

        // A stream that was cut, or an answer that a guardrail blocked, has used some.
        return isCancelled || HasAnswer(span) ? UsageState.Unknown : UsageState.Nothing;
    }

    private static bool HasAnswer(in ViewedSpan span) =>
        span[SpanFact.ResponseId] is not null
        || span[SpanFact.ResponseModel] is not null
        || span[SpanFact.FinishReasons] is not null
        || span[SpanFact.TimeToFirstChunk] is not null;

    private static long Count(in ViewedSpan span, SpanFact fact, long most) => Math.Clamp(span.Integer(fact) ?? 0, 0, most);
}
