namespace TracedLlm.Apis.GenerateContent;

/// <summary>The number of Gemini's tokens for one modality.</summary>
[PayloadMap]
internal readonly partial struct ModalityTokenCount
{
    [PayloadField("modality")] public Utf8Json Modality { get; init; }
    [PayloadField("tokenCount")] public long? TokenCount { get; init; }
}
