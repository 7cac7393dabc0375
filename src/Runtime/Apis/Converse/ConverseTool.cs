using TracedLlm.Content;
using TracedLlm.Json;

namespace TracedLlm.Apis.Converse;

/// <summary>A tool of Bedrock's Converse.</summary>
[PayloadMap]
internal readonly partial struct ConverseTool
{
    [PayloadField("toolSpec.name")] public Utf8Json Name { get; init; }
    [PayloadField("toolSpec.description")] public Utf8Json Description { get; init; }
    [PayloadField("toolSpec.inputSchema.json")] public Utf8Json Schema { get; init; }

    /// <summary>Writes the tools of an array. Points of the cache, which stand among them, are left out.</summary>
    public static void WriteAll(ContentWriter to, Utf8Json tools)
    {
        foreach (var json in tools.Elements())
        {
            if (!to.HasRoom())
            {
                return;
            }

            var tool = Read(json.Memory);
            if (!tool.Name.IsString())
            {
                continue;
            }

            to.Json.WriteStartObject();
            to.Json.WriteString("type"u8, "function"u8);
            to.Text("name"u8, tool.Name);
            to.Text("description"u8, tool.Description);
            if (tool.Schema.IsObject())
            {
                to.Value("parameters"u8, tool.Schema);
            }

            to.Json.WriteEndObject();
        }
    }
}
