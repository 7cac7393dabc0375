namespace TracedLlm.Apis.Images;

/// <summary>An image of a response.</summary>
[PayloadMap]
internal readonly partial struct ImagesResult
{
    [PayloadField("url")] public Utf8Json Url { get; init; }
    [PayloadField("b64_json")] public Utf8Json Base64 { get; init; }
}
