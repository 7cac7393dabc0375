using TracedLlm.Content;
using TracedLlm.Json;

namespace TracedLlm.Apis;

/// <summary>The text of a document that a reranker gets or returns: a text, or an object with the text as a member.</summary>
[PayloadMap]
internal readonly partial struct DocumentText
{
    [PayloadField("text")] public Utf8Json Text { get; init; }

    /// <summary>Writes the text of a document as a member; a document without a text as it is.</summary>
    public static void Write(ContentWriter to, ReadOnlySpan<byte> name, Utf8Json document)
    {
        var text = document.IsObject() ? Read(document.Memory).Text : document;
        to.Value(name, text.IsString() ? text : document);
    }

    /// <summary>Writes the texts of an array of documents as elements.</summary>
    public static void WriteAll(ContentWriter to, Utf8Json documents)
    {
        foreach (var document in documents.Elements())
        {
            if (!to.HasRoom())
            {
                return;
            }

            var text = document.IsObject() ? Read(document.Memory).Text : document;
            to.Value(text.IsString() ? text : document);
        }
    }

    /// <summary>The texts of an array of parts.</summary>
    public static IReadOnlyList<string> ReadParts(Utf8Json parts)
    {
        List<string> texts = [];
        foreach (var part in parts.Elements())
        {
            if (part.IsObject() && Read(part.Memory).Text.Text() is { } text)
            {
                texts.Add(text);
            }
        }

        return texts;
    }
}
