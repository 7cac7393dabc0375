namespace TracedLlm.Apis.GenerateContent;

/// <summary>How many of Gemini's tokens are of one modality.</summary>
[PayloadMap]
internal readonly partial struct ModalityTokenCount
{
    [PayloadField("modality")] public Utf8Json Modality { get; init; }
    [PayloadField("tokenCount")] public long? TokenCount { get; init; }
}
