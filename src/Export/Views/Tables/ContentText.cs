using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Json;
using TracedLlm.Json;

namespace TracedLlm.Export.Views.Tables;

/// <summary>Writes captured content as the text of one attribute.</summary>
internal static class ContentText
{
    /// <summary>Writes the input: messages, with tools <c>{"messages":[…],"tools":[…]}</c>, else the query or the text that masking left.</summary>
    /// <param name="span">A span that has input.</param>
    /// <param name="field">The field.</param>
    /// <param name="asObject">Whether messages without tools are a member of an object too.</param>
    public static void WriteInput(in ViewedSpan span, AttributeField field, bool asObject)
    {
        using var messages = new PooledJson(span[ContentKind.Messages]);
        using var instructions = new PooledJson(span[ContentKind.Instructions]);
        using var tools = new PooledJson(span[ContentKind.Tools]);
        if (!messages.Json.IsArray() && !instructions.Json.IsArray() && !tools.Json.IsArray())
        {
            AttributeText.Write(span.Buffer, field.Key, span[ContentKind.Query] ?? span[ContentKind.Messages] ?? span[ContentKind.Instructions] ?? span[ContentKind.Tools]!);
            return;
        }

        var open = OtlpAttribute.BeginText(span.Buffer, OtlpAttribute.OfSpan, field.Key);
        var json = new JsonOut(span.Buffer);
        if (asObject || tools.Json.IsArray())
        {
            json.StartObject();
            json.Name("messages"u8);
            ChatJson.Messages(ref json, instructions.Json, messages.Json);
            if (tools.Json.IsArray())
            {
                json.Name("tools"u8);
                ChatJson.Tools(ref json, tools.Json);
            }

            json.EndObject();
        }
        else
        {
            ChatJson.Messages(ref json, instructions.Json, messages.Json);
        }

        OtlpAttribute.CloseText(span.Buffer, open);
    }

    /// <summary>Writes the output: one message or several, else the documents or the text that masking left.</summary>
    /// <param name="span">A span that has output.</param>
    /// <param name="field">The field.</param>
    /// <param name="asObject">Whether messages are a member of an object, <c>{"messages":[…]}</c>.</param>
    public static void WriteOutput(in ViewedSpan span, AttributeField field, bool asObject)
    {
        using var answer = new PooledJson(span[ContentKind.Answer]);
        if (!answer.Json.IsArray())
        {
            AttributeText.Write(span.Buffer, field.Key, span[ContentKind.Answer] ?? span[ContentKind.Documents]!);
            return;
        }

        var open = OtlpAttribute.BeginText(span.Buffer, OtlpAttribute.OfSpan, field.Key);
        var json = new JsonOut(span.Buffer);
        if (asObject)
        {
            json.StartObject();
            json.Name("messages"u8);
            ChatJson.Messages(ref json, instructions: default, answer.Json);
            json.EndObject();
        }
        else
        {
            ChatJson.Answer(ref json, answer.Json);
        }

        OtlpAttribute.CloseText(span.Buffer, open);
    }
}
