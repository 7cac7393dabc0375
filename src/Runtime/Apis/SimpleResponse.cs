namespace TracedLlm.Apis;

/// <summary>A response with an id, a model and a usage, such as the response of embeddings.</summary>
[PayloadMap]
internal readonly partial struct SimpleResponse
{
    [PayloadField("id")] public Utf8Json Id { get; init; }
    [PayloadField("model")] public Utf8Json Model { get; init; }
    [PayloadField("usage")] public Utf8Json Usage { get; init; }
    [PayloadField("error")] public Utf8Json Error { get; init; }
    [PayloadField("type")] public Utf8Json Type { get; init; }
}
