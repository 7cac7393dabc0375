namespace TracedLlm.Export.Views.Facts;

/// <summary>
/// A canonical attribute that code reads by name, because it decides how other attributes are written. Attributes that only rows of
/// a view's table read have no member here.
/// </summary>
internal enum SpanFact
{
    Operation,
    CallType,
    ResponseModel,
    ResponseId,
    FinishReasons,
    TimeToFirstChunk,
    PromptName,
    PromptVersion,
    GenerationName,
    Level,
    Outcome,
    ErrorType,
    CacheHit,
    UsageUnknown,
    Parameters,
    Attempts,
    AttemptIndex,
    GuardrailMode,
    GuardrailStatus,
    RawRequest,
    RawResponse,
    TraceUpdateKeys,
}
