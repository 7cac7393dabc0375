namespace TracedLlm.Apis.Converse;

/// <summary>The response of Bedrock's <c>converse</c>, and of Amazon's models with InvokeModel.</summary>
[PayloadMap]
internal readonly partial struct ConverseResponse
{
    [PayloadField("output.message.content")] public Utf8Json Content { get; init; }
    [PayloadField("stopReason")] public Utf8Json StopReason { get; init; }
    [PayloadField("usage")] public Utf8Json Usage { get; init; }
    [PayloadField("trace.promptRouter.invokedModelId")] public Utf8Json InvokedModel { get; init; }
}
