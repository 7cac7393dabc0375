using TracedLlm.Facts;

namespace TracedLlm.Content;

/// <summary>Writes the messages that were collected from a stream.</summary>
internal static class StreamedOutput
{
    /// <summary>Writes the messages as the attribute <c>gen_ai.output.messages</c>.</summary>
    /// <param name="tags">The writer of the attribute.</param>
    /// <param name="messages">The messages, one for each choice.</param>
    /// <param name="reasons">The provider's finish reason of each message; <see langword="null"/> for a message that broke off.</param>
    /// <param name="writeWhole">Writes a part that arrived in one piece.</param>
    public static void Write(LlmTagWriter tags, IReadOnlyList<StreamedMessage> messages, string?[] reasons, Action<ContentWriter, Utf8Json>? writeWhole = null)
    {
        using var to = new ContentWriter();
        var isCut = false;
        to.Json.WriteStartArray();
        for (var i = 0; i < messages.Count; i++)
        {
            isCut |= messages[i].IsTruncated;
            if (!messages[i].IsEmpty && to.HasRoom())
            {
                AssistantMessage.Start(to);
                foreach (var part in messages[i].Parts)
                {
                    Write(to, part, writeWhole);
                }

                AssistantMessage.End(to, FinishReasons.OrError(reasons[i]));
            }
        }

        to.Json.WriteEndArray();
        tags.Add(GenAi.OutputMessages, to.Finish());
        tags.Add(LibraryAttributes.ContentTruncated, isCut || to.IsTruncated ? true : null);
    }

    private static void Write(ContentWriter to, StreamedPart part, Action<ContentWriter, Utf8Json>? writeWhole)
    {
        switch (part.Kind)
        {
            case StreamedPartKind.Reasoning:
                Parts.Reasoning(to, part.Text, part.Signature);
                break;
            case StreamedPartKind.Text:
                Parts.Text(to, part.Text);
                break;
            case StreamedPartKind.Refusal:
                Parts.Simple(to, "refusal"u8, part.Text);
                break;
            case StreamedPartKind.ToolCall:
                Parts.ToolCall(to, part.Id, part.Name, part.Text);
                break;
            case StreamedPartKind.ServerToolCall:
                Parts.ServerToolCall(to, part.Id, part.Name, part.Text);
                break;
            default:
                writeWhole?.Invoke(to, part.Whole);
                break;
        }
    }
}
