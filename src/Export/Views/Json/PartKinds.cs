using TracedLlm.Content;
using TracedLlm.Json;

namespace TracedLlm.Export.Views.Json;

/// <summary>Classifies the parts of captured messages by their place in a message of a vendor.</summary>
internal static class PartKinds
{
    /// <summary>Whether the part is a thought, readable or encrypted.</summary>
    public static bool IsReasoning(this in CapturedPart part) => part.Type.Is("reasoning"u8) || part.IsEncryptedReasoning();

    /// <summary>Whether the part is an encrypted thought of Anthropic.</summary>
    public static bool IsEncryptedReasoning(this in CapturedPart part) => part.Type.Is("redacted_thinking"u8);

    /// <summary>Whether the part is a call of a tool.</summary>
    public static bool IsToolCall(this in CapturedPart part) => part.Type.Is("tool_call"u8);

    /// <summary>Whether the part is the answer of a tool, which is a message of its own.</summary>
    public static bool IsToolAnswer(this in CapturedPart part) => part.Type.Is("tool_call_response"u8);

    /// <summary>Whether the part is a refusal, which OpenAI has as a member of the message.</summary>
    public static bool IsRefusal(this in CapturedPart part) => part.Type.Is("refusal"u8);

    /// <summary>Whether the part is a text.</summary>
    public static bool IsText(this in CapturedPart part) => part.Type.Is("text"u8);

    /// <summary>Whether the part has bytes of a kind, or their address.</summary>
    public static bool IsMedia(this in CapturedPart part, ReadOnlySpan<byte> modality) =>
        part.Modality.Is(modality) && (part.Uri.IsString() || part.Content.IsString());
}
