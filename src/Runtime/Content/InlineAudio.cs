namespace TracedLlm.Content;

/// <summary>The audio data of an OpenAI message.</summary>
[PayloadMap]
internal readonly partial struct InlineAudio
{
    [PayloadField("data")] public Utf8Json Data { get; init; }
    [PayloadField("format")] public string? Format { get; init; }
    [PayloadField("transcript")] public Utf8Json Transcript { get; init; }
}
