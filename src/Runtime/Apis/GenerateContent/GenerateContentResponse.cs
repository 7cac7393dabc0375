namespace TracedLlm.Apis.GenerateContent;

/// <summary>A response of Gemini, and a chunk of its streams.</summary>
[PayloadMap]
internal readonly partial struct GenerateContentResponse
{
    [PayloadField("responseId")] public Utf8Json Id { get; init; }
    [PayloadField("modelVersion")] public Utf8Json Model { get; init; }
    [PayloadField("candidates")] public Utf8Json Candidates { get; init; }
    [PayloadField("usageMetadata")] public Utf8Json Usage { get; init; }
    [PayloadField("error")] public Utf8Json Error { get; init; }
    [PayloadField("promptFeedback.blockReason")] public Utf8Json BlockReason { get; init; }
}
