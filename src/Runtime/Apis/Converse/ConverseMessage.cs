using TracedLlm.Content;
using TracedLlm.Json;

namespace TracedLlm.Apis.Converse;

/// <summary>A message of Bedrock's Converse.</summary>
[PayloadMap]
internal readonly partial struct ConverseMessage
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
            if (ConversePart.AreToolResults(message.Content))
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
            ConversePart.WriteAll(to, message.Content);
            to.Json.WriteEndArray();
            to.Json.WriteEndObject();
        }
    }
}
