namespace TracedLlm.Apis.InvokeModel;

/// <summary>What Bedrock adds to the last chunk of a stream of every model.</summary>
[PayloadMap]
internal readonly partial struct InvokeModelEnd
{
    [PayloadField("amazon-bedrock-invocationMetrics")] public Utf8Json Metrics { get; init; }
}
