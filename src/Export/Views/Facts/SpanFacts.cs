using TracedLlm.Facts;

namespace TracedLlm.Export.Views.Facts;

/// <summary>The attributes that code reads by name.</summary>
internal static class SpanFacts
{
    /// <summary>The attribute of each fact, in the order of <see cref="SpanFact"/>.</summary>
    public static readonly (SpanFact Fact, string Name)[] Names =
    [
        (SpanFact.Operation, GenAi.OperationName),
        (SpanFact.CallType, LibraryAttributes.CallType),
        (SpanFact.ResponseModel, GenAi.ResponseModel),
        (SpanFact.ResponseId, GenAi.ResponseId),
        (SpanFact.FinishReasons, GenAi.ResponseFinishReasons),
        (SpanFact.TimeToFirstChunk, GenAi.ResponseTimeToFirstChunk),
        (SpanFact.PromptName, LiteLlm.PromptName),
        (SpanFact.PromptVersion, LiteLlm.PromptVersion),
        (SpanFact.GenerationName, LiteLlm.GenerationName),
        (SpanFact.Level, LibraryAttributes.Level),
        (SpanFact.Outcome, LibraryAttributes.Outcome),
        (SpanFact.ErrorType, HttpAttributes.ErrorType),
        (SpanFact.CacheHit, LiteLlm.CacheHit),
        (SpanFact.UsageUnknown, LibraryAttributes.UsageUnknown),
        (SpanFact.Parameters, LibraryAttributes.RequestParameters),
        (SpanFact.Attempts, LibraryAttributes.Attempts),
        (SpanFact.AttemptIndex, LibraryAttributes.AttemptIndex),
        (SpanFact.GuardrailMode, LibraryAttributes.GuardrailMode),
        (SpanFact.GuardrailStatus, LibraryAttributes.GuardrailStatus),
        (SpanFact.RawRequest, LibraryAttributes.RawRequest),
        (SpanFact.RawResponse, LibraryAttributes.RawResponse),
        (SpanFact.TraceUpdateKeys, LibraryAttributes.TraceUpdateKeys),
    ];
}
