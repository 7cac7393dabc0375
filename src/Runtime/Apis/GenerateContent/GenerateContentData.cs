namespace TracedLlm.Apis.GenerateContent;

/// <summary>Bytes in a Gemini message, or their address.</summary>
[PayloadMap]
internal readonly partial struct GenerateContentData
{
    [PayloadField("mimeType")]
    [PayloadField("mime_type")]
    public string? MimeType { get; init; }

    [PayloadField("data")] public Utf8Json Data { get; init; }

    [PayloadField("fileUri")]
    [PayloadField("file_uri")]
    public Utf8Json FileUri { get; init; }

    /// <summary>The modality of the bytes, by their media type.</summary>
    public ReadOnlySpan<byte> Modality =>
        MimeType is null ? "document"u8
        : MimeType.StartsWith("image/", StringComparison.Ordinal) ? "image"u8
        : MimeType.StartsWith("audio/", StringComparison.Ordinal) ? "audio"u8
        : MimeType.StartsWith("video/", StringComparison.Ordinal) ? "video"u8
        : "document"u8;
}
