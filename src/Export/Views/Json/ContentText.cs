namespace TracedLlm.Export;

/// <summary>Writes content as the text of one attribute.</summary>
internal static class ContentText
{
    /// <summary>Writes what was asked: messages, with tools <c>{"messages":[…],"tools":[…]}</c>, else the query or what stands in for it.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="key">The attribute.</param>
    /// <param name="content">The content.</param>
    /// <param name="asObject">Whether messages are a member of an object without tools too.</param>
    /// <returns>Whether it is JSON.</returns>
    public static bool Input(OtlpBuffer buffer, OtlpKey key, in SpanContent content, bool asObject)
    {
        using var messages = new PooledJson(content.Messages);
        using var instructions = new PooledJson(content.Instructions);
        using var tools = new PooledJson(content.Tools);
        if (!messages.Json.IsArray() && !instructions.Json.IsArray() && !tools.Json.IsArray())
        {
            AttributeText.Write(buffer, key, content.Query ?? content.Messages ?? content.Instructions ?? content.Tools!);
            return false;
        }

        var open = OtlpAttribute.BeginText(buffer, OtlpAttribute.OfSpan, key);
        var json = new JsonOut(buffer);
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

        OtlpAttribute.CloseText(buffer, open);
        return true;
    }

    /// <summary>Writes what was answered: one message or several, else the documents or what stands in for them.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="key">The attribute.</param>
    /// <param name="content">The content.</param>
    /// <param name="asObject">Whether messages are a member of an object, <c>{"messages":[…]}</c>.</param>
    /// <returns>Whether it is JSON.</returns>
    public static bool Output(OtlpBuffer buffer, OtlpKey key, in SpanContent content, bool asObject)
    {
        using var answer = new PooledJson(content.Answer);
        if (!answer.Json.IsArray())
        {
            var value = content.Answer ?? content.Documents!;
            AttributeText.Write(buffer, key, value);
            return value is string text && text.StartsWith('[');
        }

        var open = OtlpAttribute.BeginText(buffer, OtlpAttribute.OfSpan, key);
        var json = new JsonOut(buffer);
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

        OtlpAttribute.CloseText(buffer, open);
        return true;
    }
}
