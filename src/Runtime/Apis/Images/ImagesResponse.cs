namespace TracedLlm.Apis.Images;

/// <summary>The response of the image APIs, and an event of their streams.</summary>
[PayloadMap]
internal readonly partial struct ImagesResponse
{
    [PayloadField("type")] public Utf8Json Type { get; init; }
    [PayloadField("model")] public Utf8Json Model { get; init; }
    [PayloadField("data")] public Utf8Json Data { get; init; }
    [PayloadField("output_format")] public string? Format { get; init; }
    [PayloadField("usage")] public Utf8Json Usage { get; init; }
    [PayloadField("error")] public Utf8Json Error { get; init; }
}
