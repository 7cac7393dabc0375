namespace TracedLlm.Apis.Responses;

/// <summary>A response object of <c>/v1/responses</c>.</summary>
[PayloadMap]
internal readonly partial struct ResponsesResponse
{
    [PayloadField("id")] public Utf8Json Id { get; init; }
    [PayloadField("model")] public Utf8Json Model { get; init; }
    [PayloadField("status")] public Utf8Json Status { get; init; }
    [PayloadField("incomplete_details.reason")] public Utf8Json IncompleteReason { get; init; }
    [PayloadField("service_tier")] public Utf8Json ServiceTier { get; init; }
    [PayloadField("output")] public Utf8Json Output { get; init; }
    [PayloadField("usage")] public Utf8Json Usage { get; init; }
    [PayloadField("error")] public Utf8Json Error { get; init; }
}
