namespace TracedLlm.Apis.InvokeModel;

/// <summary>The payload of a frame of <c>invoke-with-response-stream</c>: a chunk of the model's own stream in base64.</summary>
[PayloadMap]
internal readonly partial struct InvokeModelChunk
{
    [PayloadField("bytes")] public Utf8Json Bytes { get; init; }
}
