using TracedLlm.Content;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Json;
using TracedLlm.Json;

namespace TracedLlm.Export.Views.Tables;

/// <summary>Writes captured content as the text of one attribute.</summary>
internal static class ContentText
{
    /// <summary>The form of the input of a span that has input.</summary>
    /// <param name="span">The span.</param>
    /// <param name="isRootPlain">Whether the root has plain text, from which the backend draws a session as a conversation.</param>
    public static InputForm FindInputForm(in ViewedSpan span, bool isRootPlain)
    {
        var isRoot = isRootPlain && span.Role == SpanRole.Root;
        if (!PooledJson.IsArray(span[ContentKind.Messages]))
        {
            return !isRoot && PooledJson.IsArray(span[ContentKind.RankedDocuments]) ? InputForm.RankedDocuments
                : !isRoot && (PooledJson.IsArray(span[ContentKind.Instructions]) || PooledJson.IsArray(span[ContentKind.Tools])) ? InputForm.Messages
                : InputForm.Text;
        }

        if (isRoot)
        {
            return span.TakesTexts ? InputForm.AllTexts : InputForm.LastOfCaller;
        }

        if (!span.TakesTexts || PooledJson.IsArray(span[ContentKind.Instructions]))
        {
            return InputForm.Messages;
        }

        using var messages = new PooledJson(span[ContentKind.Messages]);
        return IsOneText(messages.Json) ? InputForm.OneText : InputForm.Texts;
    }

    /// <summary>Writes the input.</summary>
    /// <param name="span">A span that has input.</param>
    /// <param name="field">The field.</param>
    /// <param name="form">The form, see <see cref="FindInputForm"/>.</param>
    /// <param name="asObject">Whether messages without tools are a member of an object too.</param>
    /// <param name="reasoning">Where messages have what the model thought.</param>
    public static void WriteInput(in ViewedSpan span, AttributeField field, InputForm form, bool asObject, ReasoningForm reasoning)
    {
        if (form == InputForm.Text)
        {
            // The instructions and tools of a masked request are masked like its messages.
            var text = span[ContentKind.Query] ?? span[ContentKind.Messages] ?? span[ContentKind.RankedDocuments] ?? span[ContentKind.Instructions] ?? span[ContentKind.Tools];
            AttributeText.Write(span.Buffer, field.Key, text!);
            return;
        }

        using var messages = new PooledJson(span[ContentKind.Messages]);
        var open = OtlpAttribute.BeginText(span.Buffer, OtlpAttribute.OfSpan, field.Key);
        var json = new JsonOut(span.Buffer);
        switch (form)
        {
            case InputForm.LastOfCaller:
                ConversationText.WriteLastOfCaller(span.Buffer, messages.Json);
                break;
            case InputForm.AllTexts or InputForm.OneText:
                ConversationText.WriteAll(span.Buffer, messages.Json);
                break;
            case InputForm.Texts:
                ChatJson.Texts(ref json, messages.Json);
                break;
            case InputForm.RankedDocuments:
                WriteRankedDocuments(ref json, span);
                break;
            default:
                WriteMessages(ref json, span, messages.Json, asObject, reasoning);
                break;
        }

        OtlpAttribute.CloseText(span.Buffer, open);
    }

    /// <summary>Whether the output is messages or documents as JSON, and no text.</summary>
    /// <param name="span">A span that has output.</param>
    /// <param name="isRootPlain">Whether the root has plain text.</param>
    public static bool IsOutputJson(in ViewedSpan span, bool isRootPlain) => PooledJson.IsArray(span[ContentKind.Answer])
        ? !isRootPlain || span.Role != SpanRole.Root
        : PooledJson.IsArray(span[ContentKind.Documents]);

    /// <summary>Writes the output: one message or several, else the documents or the text that masking left.</summary>
    /// <param name="span">A span that has output.</param>
    /// <param name="field">The field.</param>
    /// <param name="isRootPlain">Whether the root has plain text, from which the backend draws a session as a conversation.</param>
    /// <param name="asObject">Whether messages are a member of an object, <c>{"messages":[…]}</c>.</param>
    /// <param name="reasoning">Where messages have what the model thought.</param>
    public static void WriteOutput(in ViewedSpan span, AttributeField field, bool isRootPlain, bool asObject, ReasoningForm reasoning)
    {
        using var answer = new PooledJson(span[ContentKind.Answer]);
        if (!answer.Json.IsArray())
        {
            WriteDocuments(span, field);
            return;
        }

        var open = OtlpAttribute.BeginText(span.Buffer, OtlpAttribute.OfSpan, field.Key);
        var json = new JsonOut(span.Buffer);
        if (isRootPlain && span.Role == SpanRole.Root)
        {
            ConversationText.WriteAll(span.Buffer, answer.Json);
        }
        else if (asObject)
        {
            json.StartObject();
            json.Name("messages"u8);
            ChatJson.Messages(ref json, instructions: default, answer.Json, reasoning);
            json.EndObject();
        }
        else
        {
            ChatJson.Answer(ref json, answer.Json, reasoning);
        }

        OtlpAttribute.CloseText(span.Buffer, open);
    }

    private static void WriteMessages(ref JsonOut json, in ViewedSpan span, Utf8Json messages, bool asObject, ReasoningForm reasoning)
    {
        using var instructions = new PooledJson(span[ContentKind.Instructions]);
        using var tools = new PooledJson(span[ContentKind.Tools]);
        if (!asObject && !tools.Json.IsArray())
        {
            ChatJson.Messages(ref json, instructions.Json, messages, reasoning);
            return;
        }

        json.StartObject();
        json.Name("messages"u8);
        ChatJson.Messages(ref json, instructions.Json, messages, reasoning);
        if (tools.Json.IsArray())
        {
            json.Name("tools"u8);
            ChatJson.Tools(ref json, tools.Json);
        }

        json.EndObject();
    }

    private static void WriteRankedDocuments(ref JsonOut json, in ViewedSpan span)
    {
        using var documents = new PooledJson(span[ContentKind.RankedDocuments]);
        json.StartObject();
        if (span[ContentKind.Query] is string query)
        {
            json.Member("query"u8, query);
        }

        json.Member("documents"u8, documents.Json);
        json.EndObject();
    }

    // A reranker names the documents of its request by their numbers; each gets its text.
    private static void WriteDocuments(in ViewedSpan span, AttributeField field)
    {
        using var documents = new PooledJson(span[ContentKind.Documents]);
        using var ranked = new PooledJson(span[ContentKind.RankedDocuments]);
        if (!documents.Json.IsArray() || !ranked.Json.IsArray())
        {
            AttributeText.Write(span.Buffer, field.Key, span[ContentKind.Answer] ?? span[ContentKind.Documents]!);
            return;
        }

        var open = OtlpAttribute.BeginText(span.Buffer, OtlpAttribute.OfSpan, field.Key);
        var json = new JsonOut(span.Buffer);
        json.StartArray();
        foreach (var element in documents.Json.Elements())
        {
            var document = CapturedDocument.Read(element.Memory);
            json.StartObject();
            json.Member("id"u8, document.Id);
            if (document.Score is { } score)
            {
                json.Member("score"u8, score);
            }

            json.Member("content"u8, RankedDocument.FindText(document, ranked.Json));
            json.Member("metadata"u8, document.Metadata);
            json.EndObject();
        }

        json.EndArray();
        OtlpAttribute.CloseText(span.Buffer, open);
    }

    private static bool IsOneText(Utf8Json messages)
    {
        var count = 0;
        var isText = true;
        foreach (var message in messages.Elements())
        {
            foreach (var part in CapturedMessage.Read(message.Memory).Parts.Elements())
            {
                count++;
                isText &= CapturedPart.Read(part.Memory).IsText();
            }
        }

        return count == 1 && isText;
    }
}
