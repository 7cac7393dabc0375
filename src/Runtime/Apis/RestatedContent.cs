using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TracedLlm.Content;
using TracedLlm.Facts;
using TracedLlm.Json;

namespace TracedLlm.Apis;

/// <summary>Reads the input or output that a gateway states instead of the captured one: a body in the form of an API, or a text.</summary>
internal static class RestatedContent
{
    /// <summary>
    /// The attributes of <c>litellm_request</c> with the input. The statement replaces raw bodies as a whole, and responses of guardrails
    /// are masked by themselves.
    /// </summary>
    public static readonly string[] Input = ContentAttributeTable.FindNames(static row => row is { IsInput: true, Span: ContentSpan.Request });

    /// <summary>The attributes of <c>litellm_request</c> with the output.</summary>
    public static readonly string[] Output = ContentAttributeTable.FindNames(static row => row is { IsOutput: true, Span: ContentSpan.Request });

    // The fields of the messages in the requests of chat and Anthropic, of the Responses API, and of Gemini.
    private static readonly string[] MessageFields = ["messages", "input", "contents"];

    /// <summary>Returns the attributes of an input: a request's body, the array of its messages, or a text.</summary>
    public static List<KeyValuePair<string, object?>> ReadInput(LlmApiFacts row, string input)
    {
        if (Parse(input) is { } json)
        {
            var read = json.IsArray()
                ? MessageFields.Select(field => ReadRequest(row, Encoding.UTF8.GetBytes($"{{\"{field}\":{json}}}"))).FirstOrDefault(tags => tags.Count > 0)
                : ReadRequest(row, json.Memory);
            if (read is { Count: > 0 })
            {
                return read;
            }
        }

        var tags = new List<KeyValuePair<string, object?>>();
        ContentAttribute.UserTexts(new LlmTagWriter(tags), ToJson(input));
        return tags;
    }

    /// <summary>Returns the attributes of an output: a response's body, or a text.</summary>
    public static List<KeyValuePair<string, object?>> ReadOutput(LlmApiFacts row, string output)
    {
        if (Parse(output) is { } json && ApiPayloads.ReaderFor(row, content: true) is { } reader)
        {
            reader.OnJson(json.Memory);
            List<KeyValuePair<string, object?>> all = [];
            reader.Finish(all);
            var read = all.FindAll(static tag => IsOf(Output, tag.Key));
            if (read.Exists(static tag => tag.Key != LibraryAttributes.ContentTruncated))
            {
                return read;
            }
        }

        var tags = new List<KeyValuePair<string, object?>>();
        ContentAttribute.Array(
            new LlmTagWriter(tags), GenAi.OutputMessages, ToJson(output), static (to, text) => AssistantMessage.Write(to, text, FinishReasons.Stop));
        return tags;
    }

    private static List<KeyValuePair<string, object?>> ReadRequest(LlmApiFacts row, ReadOnlyMemory<byte> body)
    {
        var read = ApiPayloads.ReadRequest(row, body, content: true).Attributes.FindAll(static tag => IsOf(Input, tag.Key));
        return read.Exists(static tag => tag.Key != LibraryAttributes.ContentTruncated) ? read : [];
    }

    private static bool IsOf(string[] names, string name) => name == LibraryAttributes.ContentTruncated || names.Contains(name);

    private static Utf8Json? Parse(string text) => Utf8JsonExtensions.ParseContainer(text);

    private static Utf8Json ToJson(string text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStringValue(text);
        }

        return new Utf8Json(buffer.WrittenMemory);
    }
}
