using TracedLlm.Content;
using TracedLlm.Json;

namespace TracedLlm.Apis.GenerateContent;

/// <summary>A part of a Gemini message.</summary>
[PayloadMap]
internal readonly partial struct GenerateContentPart
{
    [PayloadField("text")] public Utf8Json Text { get; init; }
    [PayloadField("thought")] public bool? IsThought { get; init; }

    [PayloadField("inlineData")]
    [PayloadField("inline_data")]
    public Utf8Json InlineData { get; init; }

    [PayloadField("fileData")]
    [PayloadField("file_data")]
    public Utf8Json FileData { get; init; }

    [PayloadField("functionCall")]
    [PayloadField("function_call")]
    public Utf8Json FunctionCall { get; init; }

    [PayloadField("functionResponse")]
    [PayloadField("function_response")]
    public Utf8Json FunctionResponse { get; init; }

    /// <summary>Whether the part is a text. The texts of a stream's chunks are pieces of one part.</summary>
    public bool IsText => Text.IsString();

    /// <summary>Writes one part.</summary>
    public static void Write(ContentWriter to, Utf8Json json)
    {
        var part = Read(json.Memory);
        if (part.IsText)
        {
            if (part.IsThought == true)
            {
                Parts.Reasoning(to, part.Text);
            }
            else
            {
                Parts.Text(to, part.Text);
            }
        }
        else if (part.FunctionCall.IsObject())
        {
            var call = GenerateContentFunction.Read(part.FunctionCall.Memory);
            Parts.ToolCall(to, call.Id, call.Name, call.Arguments);
        }
        else if (part.FunctionResponse.IsObject())
        {
            var answer = GenerateContentFunction.Read(part.FunctionResponse.Memory);
            Parts.ToolResponse(to, answer.Id.IsEmpty ? answer.Name : answer.Id, answer.Response);
        }
        else if (part.InlineData.IsObject())
        {
            var data = GenerateContentData.Read(part.InlineData.Memory);
            Parts.Blob(to, data.Modality, data.MimeType, data.Data);
        }
        else if (part.FileData.IsObject())
        {
            var data = GenerateContentData.Read(part.FileData.Memory);
            Parts.Uri(to, data.Modality, data.MimeType, data.FileUri);
        }
        else
        {
            Parts.Unnamed(to, json);
        }
    }
}
