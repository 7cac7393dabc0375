namespace TracedLlm.Apis.Chat;

/// <summary>The function that a message of OpenAI's chat completions calls.</summary>
[PayloadMap]
internal readonly partial struct ChatFunction
{
    [PayloadField("name")] public Utf8Json Name { get; init; }
    [PayloadField("arguments")] public Utf8Json Arguments { get; init; }
}
