namespace TracedLlm.Apis;

/// <summary>A resource with a state: a file or a batch.</summary>
[PayloadMap]
internal readonly partial struct StatusResponse
{
    [PayloadField("id")] public Utf8Json Id { get; init; }

    [PayloadField("status")]
    [PayloadField("processing_status")] // Anthropic's batches.
    public Utf8Json Status { get; init; }

    [PayloadField("error")] public Utf8Json Error { get; init; }
}
