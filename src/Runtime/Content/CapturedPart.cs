namespace TracedLlm.Content;

/// <summary>A part of a captured message, as <see cref="TracedLlm.Content.Parts"/> writes it.</summary>
[PayloadMap]
internal readonly partial struct CapturedPart
{
    [PayloadField("type")] public Utf8Json Type { get; init; }
    [PayloadField("content")] public Utf8Json Content { get; init; }
    [PayloadField("id")] public Utf8Json Id { get; init; }
    [PayloadField("name")] public Utf8Json Name { get; init; }
    [PayloadField("arguments")] public Utf8Json Arguments { get; init; }
    [PayloadField("response")] public Utf8Json Response { get; init; }
    [PayloadField("modality")] public Utf8Json Modality { get; init; }
    [PayloadField("mime_type")] public Utf8Json MimeType { get; init; }
    [PayloadField("uri")] public Utf8Json Uri { get; init; }
    [PayloadField("file_id")] public Utf8Json FileId { get; init; }
    [PayloadField("filename")] public Utf8Json FileName { get; init; }
    [PayloadField("detail")] public Utf8Json Detail { get; init; }
    [PayloadField("signature")] public Utf8Json Signature { get; init; }

    /// <summary>The encrypted thoughts of Anthropic.</summary>
    [PayloadField("data")] public Utf8Json Data { get; init; }
}
