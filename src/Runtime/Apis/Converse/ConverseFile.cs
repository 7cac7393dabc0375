namespace TracedLlm.Apis.Converse;

/// <summary>An image, document or video of Bedrock's Converse: its bytes, or their address in S3.</summary>
[PayloadMap]
internal readonly partial struct ConverseFile
{
    [PayloadField("format")] public string? Format { get; init; }
    [PayloadField("source.bytes")] public Utf8Json Bytes { get; init; }
    [PayloadField("source.s3Location.uri")] public Utf8Json Uri { get; init; }
}
