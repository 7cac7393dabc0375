namespace TracedLlm.Apis.GenerateContent;

/// <summary>A candidate of a Gemini response.</summary>
[PayloadMap]
internal readonly partial struct GenerateContentCandidate
{
    [PayloadField("index")] public int? Index { get; init; }
    [PayloadField("finishReason")] public Utf8Json FinishReason { get; init; }
    [PayloadField("content")] public Utf8Json Content { get; init; }
}
