namespace TracedLlm.Content;

/// <summary>Where the bytes of an Anthropic image or document are.</summary>
[PayloadMap]
internal readonly partial struct ContentSource
{
    [PayloadField("type")] public Utf8Json Type { get; init; }
    [PayloadField("media_type")] public string? MediaType { get; init; }
    [PayloadField("data")] public Utf8Json Data { get; init; }
    [PayloadField("url")] public Utf8Json Url { get; init; }
    [PayloadField("file_id")] public Utf8Json FileId { get; init; }
}
