using TracedLlm.Facts;

namespace TracedLlm.Export.Views.Facts;

/// <summary>The attributes that code reads by name.</summary>
internal static class SpanFacts
{
    /// <summary>The attribute of each fact, in the order of <see cref="SpanFact"/>.</summary>
    public static readonly (SpanFact Fact, string Name)[] Names =
    [
        (SpanFact.Operation, GenAi.OperationName),
        (SpanFact.CallType, LiteLlm.CallType),
        (SpanFact.ResponseModel, GenAi.ResponseModel),
        (SpanFact.ResponseId, GenAi.ResponseId),
        (SpanFact.FinishReasons, GenAi.ResponseFinishReasons),
        (SpanFact.TimeToFirstChunk, GenAi.ResponseTimeToFirstChunk),
        (SpanFact.PromptName, LiteLlm.PromptName),
        (SpanFact.PromptVersion, LiteLlm.PromptVersion),
        (SpanFact.GenerationName, LiteLlm.GenerationName),
        (SpanFact.Level, LiteLlm.Level),
        (SpanFact.Outcome, LiteLlm.Outcome),
        (SpanFact.ErrorType, HttpAttributes.ErrorType),
        (SpanFact.CacheHit, LiteLlm.CacheHit),
        (SpanFact.Attempts, LiteLlm.Attempts),
        (SpanFact.AttemptIndex, LiteLlm.AttemptIndex),
        (SpanFact.GuardrailMode, LiteLlm.GuardrailMode),
        (SpanFact.GuardrailStatus, LiteLlm.GuardrailStatus),
        (SpanFact.RawRequest, LiteLlm.RawRequest),
        (SpanFact.RawResponse, LiteLlm.RawResponse),
        (SpanFact.TraceUpdateKeys, LiteLlm.TraceUpdateKeys),
    ];
}
