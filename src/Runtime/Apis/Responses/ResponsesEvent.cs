namespace TracedLlm.Apis.Responses;

/// <summary>An event of a stream of <c>/v1/responses</c>.</summary>
[PayloadMap]
internal readonly partial struct ResponsesEvent
{
    [PayloadField("type")] public Utf8Json Type { get; init; }
    [PayloadField("output_index")] public int? OutputIndex { get; init; }
    [PayloadField("response")] public Utf8Json Response { get; init; }
    [PayloadField("item")] public Utf8Json Item { get; init; }
    [PayloadField("delta")] public Utf8Json Delta { get; init; }
    [PayloadField("code")] public Utf8Json Code { get; init; }
    [PayloadField("error")] public Utf8Json Error { get; init; }
}
