namespace TracedLlm.Content;

/// <summary>The <c>image_url</c> of an OpenAI message.</summary>
[PayloadMap]
internal readonly partial struct ImageReference
{
    [PayloadField("url")] public Utf8Json Url { get; init; }
    [PayloadField("detail")] public Utf8Json Detail { get; init; }
}
