namespace TracedLlm;

/// <summary>The response of <c>POST /v1/moderations</c>.</summary>
[PayloadMap]
internal readonly partial struct ModerationsResponse
{
    [PayloadField("id")] public Utf8Json Id { get; init; }
    [PayloadField("model")] public Utf8Json Model { get; init; }
    [PayloadField("results")] public Utf8Json Results { get; init; }
    [PayloadField("usage")] public Utf8Json Usage { get; init; }
    [PayloadField("error")] public Utf8Json Error { get; init; }
}
