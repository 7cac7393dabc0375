namespace TracedLlm.Content;

/// <summary>A message of <c>gen_ai.input.messages</c> or <c>gen_ai.output.messages</c>, as <see cref="ContentWriter"/> wrote it.</summary>
[PayloadMap]
internal readonly partial struct CapturedMessage
{
    [PayloadField("role")] public Utf8Json Role { get; init; }
    [PayloadField("name")] public Utf8Json Name { get; init; }
    [PayloadField("parts")] public Utf8Json Parts { get; init; }
    [PayloadField("finish_reason")] public Utf8Json FinishReason { get; init; }
}
