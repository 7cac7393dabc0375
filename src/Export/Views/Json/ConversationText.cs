using TracedLlm.Content;
using TracedLlm.Export.Otlp;
using TracedLlm.Json;

namespace TracedLlm.Export.Views.Json;

/// <summary>
/// Writes what a person reads of a conversation, as plain text: what the caller said last, and what the model answered. Backends draw a
/// session from these texts.
/// </summary>
internal static class ConversationText
{
    /// <summary>Writes the text of the last message of a user; of the last message where no user's message has a text.</summary>
    public static void WriteLastOfCaller(OtlpBuffer buffer, Utf8Json messages)
    {
        CapturedMessage last = default;
        CapturedMessage lastOfUser = default;
        foreach (var element in messages.Elements())
        {
            last = CapturedMessage.Read(element.Memory);
            if (last.Role.Is("user"u8) && HasText(last.Parts))
            {
                lastOfUser = last;
            }
        }

        WriteMessage(buffer, lastOfUser.Parts.IsEmpty ? last : lastOfUser);
    }

    /// <summary>Writes the texts of all messages, each on lines of its own.</summary>
    public static void WriteAll(OtlpBuffer buffer, Utf8Json messages)
    {
        var start = buffer.Length;
        foreach (var element in messages.Elements())
        {
            WriteMessage(buffer, CapturedMessage.Read(element.Memory), start);
        }
    }

    private static void WriteMessage(OtlpBuffer buffer, in CapturedMessage message) => WriteMessage(buffer, message, buffer.Length);

    // The parts that are no text stand in only where there is no text.
    private static void WriteMessage(OtlpBuffer buffer, in CapturedMessage message, int start)
    {
        var hasText = HasText(message.Parts);
        foreach (var element in message.Parts.Elements())
        {
            var part = CapturedPart.Read(element.Memory);
            if (part.IsReasoning() || (hasText && !IsText(part)))
            {
                continue;
            }

            if (buffer.Length > start)
            {
                buffer.Byte((byte)'\n');
            }

            WritePart(buffer, part);
        }
    }

    private static void WritePart(OtlpBuffer buffer, in CapturedPart part)
    {
        if (IsText(part))
        {
            JsonQuote.WriteText(buffer, part.Content);
        }
        else if (part.IsToolCall())
        {
            JsonQuote.WriteText(buffer, part.Name);
            buffer.Byte((byte)'(');
            JsonQuote.WriteText(buffer, part.Arguments);
            buffer.Byte((byte)')');
        }
        else if (part.IsToolAnswer())
        {
            JsonQuote.WriteText(buffer, part.Response);
        }
        else if (part.Uri.IsString())
        {
            JsonQuote.WriteText(buffer, part.Uri);
        }
        else
        {
            buffer.Byte((byte)'[');
            JsonQuote.WriteText(buffer, part.MimeType.IsString() ? part.MimeType : part.Modality.IsString() ? part.Modality : part.Type);
            buffer.Byte((byte)']');
        }
    }

    private static bool HasText(Utf8Json parts)
    {
        foreach (var element in parts.Elements())
        {
            if (IsText(CapturedPart.Read(element.Memory)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsText(in CapturedPart part) => part.IsText() || part.IsRefusal();
}
