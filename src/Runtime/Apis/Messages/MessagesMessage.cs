using TracedLlm.Content;
using TracedLlm.Json;

namespace TracedLlm.Apis.Messages;

/// <summary>A message of an Anthropic request.</summary>
[PayloadMap]
internal readonly partial struct MessagesMessage
{
    [PayloadField("role")] public Utf8Json Role { get; init; }
    [PayloadField("content")] public Utf8Json Content { get; init; }

    /// <summary>Writes the messages of an array.</summary>
    public static void WriteAll(ContentWriter to, Utf8Json messages)
    {
        foreach (var json in messages.Elements())
        {
            if (!to.HasRoom())
            {
                return;
            }

            if (!json.IsObject())
            {
                continue;
            }

            var message = Read(json.Memory);
            to.Json.WriteStartObject();
            to.Json.WritePropertyName("role"u8);
            if (message.HasOnlyToolResults)
            {
                to.Json.WriteStringValue("tool"u8);
            }
            else if (message.Role.IsString())
            {
                to.Text(message.Role);
            }
            else
            {
                to.Json.WriteStringValue("user"u8);
            }

            to.Json.WriteStartArray("parts"u8);
            ContentPart.WriteAll(to, message.Content);
            to.Json.WriteEndArray();
            to.Json.WriteEndObject();
        }
    }

    /// <summary>Whether the message has only results of tools. Anthropic gives such a message the role of the user.</summary>
    private bool HasOnlyToolResults
    {
        get
        {
            var any = false;
            foreach (var block in Content.Elements())
            {
                if (!ContentPart.Read(block.Memory).Type.Is("tool_result"u8))
                {
                    return false;
                }

                any = true;
            }

            return any;
        }
    }
}
