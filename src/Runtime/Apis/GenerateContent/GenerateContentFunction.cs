namespace TracedLlm.Apis.GenerateContent;

/// <summary>A call of a function in a Gemini message, or its answer.</summary>
[PayloadMap]
internal readonly partial struct GenerateContentFunction
{
    [PayloadField("id")] public Utf8Json Id { get; init; }
    [PayloadField("name")] public Utf8Json Name { get; init; }
    [PayloadField("args")] public Utf8Json Arguments { get; init; }
    [PayloadField("response")] public Utf8Json Response { get; init; }
}
