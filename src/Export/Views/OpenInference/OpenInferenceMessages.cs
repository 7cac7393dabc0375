using TracedLlm.Content;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Json;
using TracedLlm.Export.Views.Tables;
using TracedLlm.Json;

namespace TracedLlm.Export.Views.OpenInference;

/// <summary>Writes messages, tools and documents as OpenInference has them: an attribute for each of their fields, numbered.</summary>
internal static class OpenInferenceMessages
{
    /// <summary>Whether the input of a request stands in numbered attributes.</summary>
    public static bool HasNumberedInput(in ViewedSpan span) => PooledJson.IsArray(span[ContentKind.Messages])
        ? span.Kind == ApiKind.Embedding || HasMessages(span) || HasTexts(span)
        : span.Kind == ApiKind.Rerank && PooledJson.IsArray(span[ContentKind.RankedDocuments]);

    /// <summary>Whether the output of a request stands in numbered attributes.</summary>
    public static bool HasNumberedOutput(in ViewedSpan span) => PooledJson.IsArray(span[ContentKind.Answer])
        ? HasAnswers(span)
        : span.Kind is ApiKind.Rerank or ApiKind.Retrieval && PooledJson.IsArray(span[ContentKind.Documents]);

    public static void WriteInputMessages(in ViewedSpan span, AttributeField field)
    {
        if (HasMessages(span))
        {
            using var instructions = new PooledJson(span[ContentKind.Instructions]);
            using var messages = new PooledJson(span[ContentKind.Messages]);
            Messages(span.Buffer, "llm.input_messages."u8, instructions.Json, messages.Json);
        }
    }

    public static void WriteOutputMessages(in ViewedSpan span, AttributeField field)
    {
        if (HasAnswers(span) && !HasTexts(span))
        {
            using var answer = new PooledJson(span[ContentKind.Answer]);
            Messages(span.Buffer, "llm.output_messages."u8, default, answer.Json);
        }
    }

    /// <summary>Writes the texts that a model continues.</summary>
    public static void WritePrompts(in ViewedSpan span, AttributeField field)
    {
        if (HasTexts(span))
        {
            using var messages = new PooledJson(span[ContentKind.Messages]);
            Texts(span.Buffer, "llm.prompts."u8, ".prompt.text"u8, messages.Json);
        }
    }

    /// <summary>Writes the continuations.</summary>
    public static void WriteChoices(in ViewedSpan span, AttributeField field)
    {
        if (HasTexts(span))
        {
            using var answer = new PooledJson(span[ContentKind.Answer]);
            Texts(span.Buffer, "llm.choices."u8, ".completion.text"u8, answer.Json);
        }
    }

    public static void WriteTools(in ViewedSpan span, AttributeField field)
    {
        if (HasMessages(span))
        {
            using var tools = new PooledJson(span[ContentKind.Tools]);
            Tools(span.Buffer, tools.Json);
        }
    }

    public static void WriteEmbeddings(in ViewedSpan span, AttributeField field)
    {
        if (span.Kind == ApiKind.Embedding)
        {
            using var messages = new PooledJson(span[ContentKind.Messages]);
            Texts(span.Buffer, "embedding.embeddings."u8, ".embedding.text"u8, messages.Json);
        }
    }

    public static void WriteRerankedDocuments(in ViewedSpan span, AttributeField field)
    {
        if (span.Kind == ApiKind.Rerank)
        {
            using var documents = new PooledJson(span[ContentKind.Documents]);
            using var ranked = new PooledJson(span[ContentKind.RankedDocuments]);
            Documents(span.Buffer, "reranker.output_documents."u8, documents.Json, ranked.Json);
        }
    }

    /// <summary>Writes the texts that a reranker gets.</summary>
    public static void WriteRankedDocuments(in ViewedSpan span, AttributeField field)
    {
        if (span.Kind != ApiKind.Rerank)
        {
            return;
        }

        using var documents = new PooledJson(span[ContentKind.RankedDocuments]);
        var key = new IndexedKey(stackalloc byte[IndexedKey.MaxLength]);
        key.Add("reranker.input_documents."u8);
        var stem = key.Length;
        var index = 0;
        foreach (var document in documents.Json.Elements())
        {
            key.Cut(stem);
            key.Add(index++);
            key.Write(span.Buffer, ".document.content"u8, document);
        }
    }

    public static void WriteRetrievedDocuments(in ViewedSpan span, AttributeField field)
    {
        if (span.Kind == ApiKind.Retrieval)
        {
            using var documents = new PooledJson(span[ContentKind.Documents]);
            Documents(span.Buffer, "retrieval.documents."u8, documents.Json, ranked: default);
        }
    }

    // An image or a speech is made from a text, not from a conversation.
    private static bool HasMessages(in ViewedSpan span) => HasAnswers(span) && !span.TakesTexts;

    private static bool HasAnswers(in ViewedSpan span) => span.Kind is ApiKind.Generation or ApiKind.Agent;

    private static bool HasTexts(in ViewedSpan span) => ApiKinds.CompletesText(span.Text(SpanFact.CallType));

    private static void Messages(OtlpBuffer buffer, ReadOnlySpan<byte> list, Utf8Json instructions, Utf8Json messages)
    {
        var key = new IndexedKey(stackalloc byte[IndexedKey.MaxLength]);
        key.Add(list);
        var stem = key.Length;
        var index = 0;
        if (instructions.IsArray())
        {
            Begin(ref key, stem, index++);
            key.Write(buffer, "role"u8, "system"u8);
            Contents(buffer, ref key, instructions);
        }

        foreach (var element in messages.Elements())
        {
            var message = CapturedMessage.Read(element.Memory);
            var others = Answers(buffer, ref key, stem, ref index, message);
            if (!others)
            {
                continue;
            }

            Begin(ref key, stem, index++);
            key.Write(buffer, "role"u8, message.Role);
            key.Write(buffer, "name"u8, message.Name);
            Contents(buffer, ref key, message.Parts);
            ToolCalls(buffer, ref key, message.Parts);
        }
    }

    /// <summary>A tool's answer is a message of its own. Says whether the message has anything else.</summary>
    private static bool Answers(OtlpBuffer buffer, ref IndexedKey key, int stem, ref int index, in CapturedMessage message)
    {
        var (answers, others) = (0, 0);
        foreach (var element in message.Parts.Elements())
        {
            var part = CapturedPart.Read(element.Memory);
            if (!part.Type.Is("tool_call_response"u8))
            {
                others++;
                continue;
            }

            answers++;
            Begin(ref key, stem, index++);
            key.Write(buffer, "role"u8, "tool"u8);
            key.Write(buffer, "tool_call_id"u8, part.Id);
            key.Write(buffer, "content"u8, part.Response);
        }

        return others > 0 || answers == 0;
    }

    /// <summary>One text is the message's content; of several parts each has a number.</summary>
    private static void Contents(OtlpBuffer buffer, ref IndexedKey key, Utf8Json parts)
    {
        var contents = 0;
        CapturedPart only = default;
        foreach (var element in parts.Elements())
        {
            var part = CapturedPart.Read(element.Memory);
            if (IsContent(part))
            {
                contents++;
                only = part;
            }
        }

        if (contents == 1 && (only.IsText() || only.IsRefusal()))
        {
            key.Write(buffer, "content"u8, only.Content);
            return;
        }

        var length = key.Length;
        var index = 0;
        foreach (var element in parts.Elements())
        {
            var part = CapturedPart.Read(element.Memory);
            if (!IsContent(part))
            {
                continue;
            }

            key.Add("contents."u8);
            key.Add(index++);
            key.Add(".message_content."u8);
            OpenInferenceContent.Write(buffer, ref key, part, element);
            key.Cut(length);
        }
    }

    private static void ToolCalls(OtlpBuffer buffer, ref IndexedKey key, Utf8Json parts)
    {
        var length = key.Length;
        var index = 0;
        foreach (var element in parts.Elements())
        {
            var part = CapturedPart.Read(element.Memory);
            if (part.Type.Is("tool_call"u8))
            {
                key.Add("tool_calls."u8);
                key.Add(index++);
                key.Add(".tool_call."u8);
                key.Write(buffer, "id"u8, part.Id);
                key.Write(buffer, "function.name"u8, part.Name);
                key.Write(buffer, "function.arguments"u8, part.Arguments);
                key.Cut(length);
            }
        }
    }

    private static void Tools(OtlpBuffer buffer, Utf8Json tools)
    {
        var key = new IndexedKey(stackalloc byte[IndexedKey.MaxLength]);
        key.Add("llm.tools."u8);
        var stem = key.Length;
        var index = 0;
        foreach (var tool in tools.Elements())
        {
            key.Cut(stem);
            key.Add(index++);
            key.Add(".tool.json_schema"u8);
            var open = OtlpAttribute.BeginText(buffer, OtlpAttribute.OfSpan, key.Utf8);
            var json = new JsonOut(buffer);
            ChatJson.Tool(ref json, tool);
            OtlpAttribute.CloseText(buffer, open);
        }
    }

    private static void Texts(OtlpBuffer buffer, ReadOnlySpan<byte> list, ReadOnlySpan<byte> last, Utf8Json messages)
    {
        var key = new IndexedKey(stackalloc byte[IndexedKey.MaxLength]);
        key.Add(list);
        var stem = key.Length;
        var index = 0;
        foreach (var message in messages.Elements())
        {
            foreach (var part in CapturedMessage.Read(message.Memory).Parts.Elements())
            {
                key.Cut(stem);
                key.Add(index++);
                key.Write(buffer, last, CapturedPart.Read(part.Memory).Content);
            }
        }
    }

    private static void Documents(OtlpBuffer buffer, ReadOnlySpan<byte> list, Utf8Json documents, Utf8Json ranked)
    {
        var key = new IndexedKey(stackalloc byte[IndexedKey.MaxLength]);
        key.Add(list);
        var stem = key.Length;
        var index = 0;
        foreach (var element in documents.Elements())
        {
            var document = CapturedDocument.Read(element.Memory);
            key.Cut(stem);
            key.Add(index++);
            key.Add(".document."u8);
            key.Write(buffer, "id"u8, document.Id);
            key.Write(buffer, "content"u8, RankedDocument.FindText(document, ranked));
            key.Write(buffer, "metadata"u8, document.Metadata);
            if (document.Score is { } score)
            {
                key.Add("score"u8);
                OtlpAttribute.Write(buffer, OtlpAttribute.OfSpan, key.Utf8, score);
            }
        }
    }

    private static bool IsContent(in CapturedPart part) => !part.IsToolCall() && !part.IsToolAnswer();

    private static void Begin(ref IndexedKey key, int stem, int index)
    {
        key.Cut(stem);
        key.Add(index);
        key.Add(".message."u8);
    }
}
