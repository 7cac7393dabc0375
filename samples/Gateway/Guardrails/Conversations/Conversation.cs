using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TracedLlm.Samples.Gateway;

/// <summary>What a JSON request or response has besides texts, in OpenAI's form. Other values can replace it.</summary>
internal sealed class Conversation
{
    // With a repeated key, guardrail and reader could read different documents.
    private static readonly JsonDocumentOptions Parsing = new() { AllowDuplicateProperties = false, MaxDepth = 128 };
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonNode _document;
    private readonly ConversationForm _form;
    private readonly bool _isResponse;
    private readonly ConversationSlots _slots = new();
    private readonly List<ToolSlot> _tools;

    private Conversation(JsonNode document, ConversationForm form, bool isResponse)
    {
        _document = document;
        _form = form;
        _isResponse = isResponse;
        if (isResponse)
        {
            form.ReadAnswer(document, _slots);
            _tools = [];
        }
        else
        {
            Messages = form.ReadMessages(document, _slots);
            _tools = [.. form.ReadTools(document)];
        }
    }

    /// <summary>The messages; <see langword="null"/> for a response.</summary>
    public JsonArray? Messages { get; }

    public IReadOnlyList<string> Images => [.. _slots.Images.Select(static image => image.Value)];

    public IReadOnlyList<JsonNode> Tools => [.. _tools.Select(static tool => tool.Tool)];

    public IReadOnlyList<JsonNode> ToolCalls => [.. _slots.ToolCalls.Select(static call => call.Call)];

    /// <summary>Whether there is nothing that a guardrail could read besides texts.</summary>
    public bool IsEmpty => _slots.Images.Count == 0 && _slots.ToolCalls.Count == 0 && _tools.Count == 0;

    /// <summary>The conversation of a document; <see langword="null"/> if the API has none.</summary>
    /// <exception cref="JsonException">The document is not JSON.</exception>
    public static Conversation? Read(WireFormat format, ReadOnlySpan<byte> json, bool isResponse) =>
        ConversationForms.Has(format) && JsonNode.Parse(json, nodeOptions: null, Parsing) is { } document && ConversationForms.Find(format, document) is { } form
            ? new(document, form, isResponse)
            : null;

    /// <summary>The conversation with what has been replaced.</summary>
    public Conversation Reread() => new(_document, _form, _isResponse);

    /// <summary>Replaces the images.</summary>
    /// <returns>How many have changed.</returns>
    /// <exception cref="JsonException">Their number is another one.</exception>
    public int ReplaceImages(IReadOnlyList<string> images)
    {
        RequireCount("images", images.Count, _slots.Images.Count);
        var changed = 0;
        for (var i = 0; i < images.Count; i++)
        {
            if (images[i] != _slots.Images[i].Value)
            {
                _slots.Images[i].Replace(images[i]);
                changed++;
            }
        }

        return changed;
    }

    /// <summary>Replaces the tool calls, given in OpenAI's form.</summary>
    /// <inheritdoc cref="ReplaceImages"/>
    public int ReplaceToolCalls(IReadOnlyList<JsonNode?> calls)
    {
        RequireCount("tool calls", calls.Count, _slots.ToolCalls.Count);
        var changed = 0;
        for (var i = 0; i < calls.Count; i++)
        {
            var (before, after) = (_slots.ToolCalls[i].Call.Member("function"), calls[i].Member("function"));
            if (after.Text("name") is not { } name || after.Text("arguments") is not { } arguments)
            {
                throw new JsonException("A tool call has no name or no arguments.");
            }

            if (name != before.Text("name") || arguments != before.Text("arguments"))
            {
                _slots.ToolCalls[i].Replace(name, arguments);
                changed++;
            }
        }

        return changed;
    }

    /// <summary>Replaces the tools, given in OpenAI's form: a tool may change, be absent or be new.</summary>
    /// <returns>How many have changed.</returns>
    public int ReplaceTools(IReadOnlyList<JsonNode?> tools)
    {
        JsonArray declared = [];
        var kept = 0;
        foreach (var tool in tools)
        {
            if (_tools.Find(known => JsonNode.DeepEquals(known.Tool, tool)) is { } same)
            {
                declared.Add(same.Declared.DeepClone());
                kept++;
            }
            else if (tool.Member("function") is { } function && function.Text("name") is { } name)
            {
                declared.Add(_form.Declare(function, _tools.Find(known => known.Name == name)?.Declared));
            }
            else
            {
                throw new JsonException("A tool has no name.");
            }
        }

        if (kept == _tools.Count && kept == tools.Count)
        {
            return 0;
        }

        _form.ReplaceTools(_document, declared);
        return Math.Max(_tools.Count, tools.Count) - kept;
    }

    /// <summary>The document with all that has been replaced.</summary>
    public byte[] ToUtf8()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            _document.WriteTo(writer);
        }

        return buffer.ToArray();
    }

    private static void RequireCount(string name, int count, int expected)
    {
        if (count != expected)
        {
            throw new JsonException($"There are {count} {name} in place of {expected}.");
        }
    }
}
