namespace TracedLlm.Content;

/// <summary>A tool of <c>gen_ai.tool.definitions</c>, as <see cref="ToolDefinition"/> wrote it.</summary>
[PayloadMap]
internal readonly partial struct CapturedTool
{
    [PayloadField("type")] public Utf8Json Type { get; init; }
    [PayloadField("name")] public Utf8Json Name { get; init; }
    [PayloadField("description")] public Utf8Json Description { get; init; }
    [PayloadField("parameters")] public Utf8Json Parameters { get; init; }
}
