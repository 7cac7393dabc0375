namespace TracedLlm.Content;

/// <summary>The text of an OpenAI thread's message.</summary>
[PayloadMap]
internal readonly partial struct TextValue
{
    [PayloadField("value")] public Utf8Json Value { get; init; }
}
