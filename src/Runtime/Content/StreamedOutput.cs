using TracedLlm.Facts;

namespace TracedLlm.Content;

/// <summary>Writes answers that were put together from a stream.</summary>
internal static class StreamedOutput
{
    /// <summary>Writes them as the output's messages, with why each ended in its provider's words.</summary>
    /// <param name="tags">Where the attribute goes.</param>
    /// <param name="messages">The answers, one a choice.</param>
    /// <param name="reasons">Why each ended; <see langword="null"/> for one that broke off.</param>
    /// <param name="writeWhole">Writes a part that came whole.</param>
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
                Answers.Start(to);
                foreach (var part in messages[i].Parts)
                {
                    Write(to, part, writeWhole);
                }

                Answers.End(to, FinishReasons.Normalize(reasons[i]));
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
                Parts.Reasoning(to, part.Text);
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
