using TracedLlm.Facts;
using TracedLlm.Json;

namespace TracedLlm.Content;

/// <summary>Writes one content attribute.</summary>
internal static class ContentAttribute
{
    /// <summary>
    /// Writes the array elements that <paramref name="write"/> writes as the attribute <paramref name="name"/>. An empty
    /// array sets no attribute.
    /// </summary>
    public static void Array<T>(LlmTagWriter tags, string name, T value, Action<ContentWriter, T> write)
    {
        using var to = new ContentWriter();
        to.Json.WriteStartArray();
        write(to, value);
        to.Json.WriteEndArray();
        tags.Add(name, to.Finish());
        if (to.IsTruncated)
        {
            tags.Add(LibraryAttributes.ContentTruncated, true);
        }
    }

    /// <summary>Writes each text as one message of a user, for APIs that have texts instead of messages.</summary>
    public static void UserTexts(LlmTagWriter tags, Utf8Json texts) =>
        Array(tags, GenAi.InputMessages, texts, static (to, texts) =>
        {
            if (!texts.IsArray())
            {
                UserText(to, texts);
                return;
            }

            foreach (var text in texts.Elements())
            {
                if (to.HasRoom())
                {
                    UserText(to, text);
                }
            }
        });

    private static void UserText(ContentWriter to, Utf8Json text)
    {
        if (text.IsString())
        {
            to.Json.WriteStartObject();
            to.Json.WriteString("role"u8, "user"u8);
            to.Json.WriteStartArray("parts"u8);
            Parts.Text(to, text);
            to.Json.WriteEndArray();
            to.Json.WriteEndObject();
        }
        else if (text.IsObject())
        {
            // An input of a moderation can be a part with a type.
            to.Json.WriteStartObject();
            to.Json.WriteString("role"u8, "user"u8);
            to.Json.WriteStartArray("parts"u8);
            ContentPart.Write(to, text);
            to.Json.WriteEndArray();
            to.Json.WriteEndObject();
        }
    }
}
