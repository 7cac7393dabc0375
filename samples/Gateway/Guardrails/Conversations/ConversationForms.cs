using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace TracedLlm.Samples.Gateway;

/// <summary>The APIs whose conversations guardrail services can read.</summary>
internal static class ConversationForms
{
    private static readonly ChatForm Chat = new();
    private static readonly MessagesForm Messages = new();
    private static readonly ConverseForm Converse = new();

    private static readonly FrozenDictionary<WireFormat, ConversationForm> Forms = new Dictionary<WireFormat, ConversationForm>(ReferenceEqualityComparer.Instance)
    {
        [WireFormats.ChatCompletions] = Chat,
        [WireFormats.CohereChat] = Chat,
        [WireFormats.OllamaChat] = Chat,
        [WireFormats.OllamaGenerate] = Chat,
        [WireFormats.Messages] = Messages,
        [WireFormats.Responses] = new ResponsesForm(),
        [WireFormats.GenerateContent] = new GeminiForm(),
        [WireFormats.Converse] = Converse,
    }.ToFrozenDictionary(ReferenceEqualityComparer.Instance);

    /// <summary>Whether requests of <paramref name="format"/> can have a conversation.</summary>
    public static bool Has(WireFormat format) => format == WireFormats.InvokeModel || Forms.ContainsKey(format);

    /// <summary>The form of <paramref name="document"/>; <see langword="null"/> if it has no conversation.</summary>
    public static ConversationForm? Find(WireFormat format, JsonNode document) => format != WireFormats.InvokeModel ? Forms.GetValueOrDefault(format)

        // The body is that of the model's own API. Anthropic's answers have a type, and Amazon's have an output.
        : document.Member("anthropic_version") is not null || document.Text("type") == "message" ? Messages
        : document.Member("inferenceConfig") is not null || document.Member("output") is not null ? Converse
        : null;
}
