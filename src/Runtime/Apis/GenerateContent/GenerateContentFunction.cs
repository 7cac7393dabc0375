namespace TracedLlm.Apis.GenerateContent;

/// <summary>A function call in a Gemini message, or the response of a function.</summary>
[PayloadMap]
internal readonly partial struct GenerateContentFunction
{
    [PayloadField("id")] public Utf8Json Id { get; init; }
    [PayloadField("name")] public Utf8Json Name { get; init; }
    [PayloadField("args")] public Utf8Json Arguments { get; init; }
    [PayloadField("response")] public Utf8Json Response { get; init; }
}
