using TracedLlm.Json;

namespace TracedLlm.Apis.Chat;

/// <summary>A choice of a response, with a message or text, or a choice of a chunk, with a delta.</summary>
[PayloadMap]
internal readonly partial struct ChatChoice
{
    [PayloadField("index")] public int? Index { get; init; }
    [PayloadField("finish_reason")] public Utf8Json OwnFinishReason { get; init; }
    [PayloadField("stop_reason")] public Utf8Json StopReason { get; init; }
    [PayloadField("message")] public Utf8Json Message { get; init; }
    [PayloadField("delta")] public Utf8Json Delta { get; init; }
    [PayloadField("text")] public Utf8Json Text { get; init; }

    /// <summary>Mistral's models at Bedrock write it as <c>stop_reason</c>. vLLM writes both; there <c>stop_reason</c> is the text or token that ended the answer.</summary>
    public Utf8Json FinishReason => OwnFinishReason.IsString() ? OwnFinishReason : StopReason.IsString() ? StopReason : OwnFinishReason;
}
