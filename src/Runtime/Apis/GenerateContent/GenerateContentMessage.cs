using TracedLlm.Content;
using TracedLlm.Json;

namespace TracedLlm.Apis.GenerateContent;

/// <summary>A message of Gemini, in a request or a response.</summary>
[PayloadMap]
internal readonly partial struct GenerateContentMessage
{
    [PayloadField("role")] public Utf8Json Role { get; init; }
    [PayloadField("parts")] public Utf8Json Parts { get; init; }

    /// <summary>Writes the messages of an array.</summary>
    public static void WriteAll(ContentWriter to, Utf8Json messages)
    {
        foreach (var json in messages.Elements())
        {
            if (!to.HasRoom())
            {
                return;
            }

            to.Json.WriteStartObject();
            to.Json.WritePropertyName("role"u8);
            var role = Read(json.Memory).Role;
            if (role.Is("model"u8))
            {
                to.Json.WriteStringValue("assistant"u8);
            }
            else if (role.Is("function"u8) || !role.IsString())
            {
                to.Json.WriteStringValue(role.IsString() ? "tool"u8 : "user"u8);
            }
            else
            {
                to.Text(role);
            }

            to.Json.WriteStartArray("parts"u8);
            WriteParts(to, json);
            to.Json.WriteEndArray();
            to.Json.WriteEndObject();
        }
    }

    /// <summary>Writes the parts of one message.</summary>
    public static void WriteParts(ContentWriter to, Utf8Json message)
    {
        if (!message.IsObject())
        {
            return;
        }

        foreach (var part in Read(message.Memory).Parts.Elements())
        {
            if (!to.HasRoom())
            {
                return;
            }

            GenerateContentPart.Write(to, part);
        }
    }
}
