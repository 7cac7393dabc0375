using System.Text;
using TracedLlm.Content;
using TracedLlm.Json;

namespace TracedLlm.Apis.Converse;

/// <summary>A block of a message of Bedrock's Converse: an object whose only property is the kind of the block.</summary>
[PayloadMap]
internal readonly partial struct ConversePart
{
    [PayloadField("text")] public Utf8Json Text { get; init; }
    [PayloadField("reasoningContent.reasoningText.text")] public Utf8Json Reasoning { get; init; }
    [PayloadField("reasoningContent.reasoningText.signature")] public Utf8Json Signature { get; init; }
    [PayloadField("toolUse.toolUseId")] public Utf8Json ToolUseId { get; init; }
    [PayloadField("toolUse.name")] public Utf8Json ToolName { get; init; }
    [PayloadField("toolUse.input")] public Utf8Json ToolInput { get; init; }
    [PayloadField("toolResult.toolUseId")] public Utf8Json ToolResultId { get; init; }
    [PayloadField("toolResult.content")] public Utf8Json ToolResult { get; init; }
    [PayloadField("image")] public Utf8Json Image { get; init; }
    [PayloadField("document")] public Utf8Json Document { get; init; }
    [PayloadField("video")] public Utf8Json Video { get; init; }
    [PayloadField("cachePoint")] public Utf8Json CachePoint { get; init; }

    /// <summary>Writes the blocks of an array.</summary>
    public static void WriteAll(ContentWriter to, Utf8Json blocks)
    {
        foreach (var block in blocks.Elements())
        {
            if (!to.HasRoom())
            {
                return;
            }

            Write(to, block);
        }
    }

    /// <summary>Whether a content has only results of tools, which Bedrock gives the role of the user.</summary>
    public static bool AreToolResults(Utf8Json blocks)
    {
        var any = false;
        foreach (var block in blocks.Elements())
        {
            if (!Read(block.Memory).ToolResultId.IsString())
            {
                return false;
            }

            any = true;
        }

        return any;
    }

    /// <summary>Writes one block.</summary>
    public static void Write(ContentWriter to, Utf8Json json)
    {
        var part = Read(json.Memory);
        if (part.Text.IsString())
        {
            Parts.Text(to, part.Text);
        }
        else if (part.Reasoning.IsString())
        {
            Parts.Reasoning(to, part.Reasoning, part.Signature);
        }
        else if (part.ToolName.IsString())
        {
            Parts.ToolCall(to, part.ToolUseId, part.ToolName, part.ToolInput);
        }
        else if (part.ToolResultId.IsString())
        {
            Parts.ToolResponse(to, part.ToolResultId, part.ToolResult);
        }
        else if (part.Image.IsObject())
        {
            WriteFile(to, "image"u8, part.Image);
        }
        else if (part.Document.IsObject())
        {
            WriteFile(to, "document"u8, part.Document);
        }
        else if (part.Video.IsObject())
        {
            WriteFile(to, "video"u8, part.Video);
        }
        else if (part.CachePoint.IsEmpty)
        {
            Parts.Unnamed(to, json);
        }
    }

    private static void WriteFile(ContentWriter to, ReadOnlySpan<byte> modality, Utf8Json json)
    {
        var file = ConverseFile.Read(json.Memory);
        var type = file.Format is null ? null : $"{Encoding.UTF8.GetString(modality)}/{file.Format}";
        if (file.Bytes.IsString())
        {
            Parts.Blob(to, modality, type, file.Bytes);
        }
        else
        {
            Parts.Uri(to, modality, type, file.Uri);
        }
    }
}
