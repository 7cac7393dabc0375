namespace TracedLlm.Apis.Chat;

/// <summary>A call of a tool in a message or a chunk of OpenAI's chat completions.</summary>
[PayloadMap]
internal readonly partial struct ChatToolCall
{
    [PayloadField("index")] public int? Index { get; init; }
    [PayloadField("id")] public Utf8Json Id { get; init; }
    [PayloadField("function.name")] public Utf8Json Name { get; init; }
    [PayloadField("function.arguments")] public Utf8Json Arguments { get; init; }
    [PayloadField("custom.name")] public Utf8Json CustomName { get; init; }
    [PayloadField("custom.input")] public Utf8Json CustomInput { get; init; }

    public Utf8Json CalledName => Name.IsEmpty ? CustomName : Name;

    public Utf8Json CalledArguments => Arguments.IsEmpty ? CustomInput : Arguments;
}
