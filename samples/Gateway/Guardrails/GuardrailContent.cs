using System.Text.Json.Nodes;

namespace TracedLlm.Samples.Gateway;

/// <summary>What guardrails check of one request or response: its texts, and the conversation of a JSON document.</summary>
internal sealed class GuardrailContent(LlmRequest request, List<string> texts, bool isResponse, bool canMask)
{
    // The changes of guardrails besides texts. They are applied again to a document whose texts have changed since.
    private readonly List<Func<Conversation, int>> _changes = [];

    public LlmRequest Request => request;

    public bool IsResponse => isResponse;

    /// <summary>Whether masking still has an effect; if not, a guardrail that would mask must block.</summary>
    public bool CanMask => canMask;

    public IReadOnlyList<string> Texts => texts;

    /// <summary>The tool calls of a streamed response, which guardrails cannot change.</summary>
    public IReadOnlyList<JsonNode> StreamedCalls { get; init; } = [];

    /// <summary>The document with other texts; <see langword="null"/> if it is no JSON document.</summary>
    public Func<IReadOnlyList<string>, ReadOnlyMemory<byte>>? Document { get; init; }

    public bool IsMasked { get; private set; }

    /// <summary>Whether there is nothing to check.</summary>
    public bool IsEmpty => texts.Count == 0 && StreamedCalls.Count == 0 && ReadConversation() is null or { IsEmpty: true };

    public void Mask(int index, string text)
    {
        IsMasked = true;
        texts[index] = text;
    }

    /// <summary>The conversation as earlier guardrails have left it; <see langword="null"/> if the API has none.</summary>
    /// <exception cref="System.Text.Json.JsonException">The document is not JSON.</exception>
    public Conversation? ReadConversation()
    {
        var conversation = Document is null ? null : Conversation.Read(request.Format, Document(texts).Span, isResponse);
        foreach (var change in _changes)
        {
            change(conversation!);
            conversation = conversation!.Reread();
        }

        return conversation;
    }

    /// <summary>Changes the conversation.</summary>
    /// <param name="change">Changes it, and returns how many values have changed.</param>
    /// <exception cref="System.Text.Json.JsonException">The conversation cannot be changed like this.</exception>
    public int Change(Func<Conversation, int> change)
    {
        var changed = ReadConversation() is { } conversation ? change(conversation) : 0;
        if (changed > 0)
        {
            IsMasked = true;
            _changes.Add(change);
        }

        return changed;
    }

    /// <summary>The document with all changes besides texts; <see langword="null"/> if there are none.</summary>
    public byte[]? ChangedDocument() => _changes.Count == 0 ? null : ReadConversation()!.ToUtf8();
}
