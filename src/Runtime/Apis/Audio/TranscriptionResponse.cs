namespace TracedLlm.Apis.Audio;

/// <summary>The response of a transcription, and an event of its stream.</summary>
[PayloadMap]
internal readonly partial struct TranscriptionResponse
{
    [PayloadField("type")] public Utf8Json Type { get; init; }
    [PayloadField("text")] public Utf8Json Text { get; init; }
    [PayloadField("delta")] public Utf8Json Delta { get; init; }
    [PayloadField("usage")] public Utf8Json Usage { get; init; }
    [PayloadField("error")] public Utf8Json Error { get; init; }
}
