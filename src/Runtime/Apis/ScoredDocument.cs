using TracedLlm.Content;
using TracedLlm.Json;

namespace TracedLlm.Apis;

/// <summary>A document in the result of a search. The result names it by its index in the request or by its file.</summary>
[PayloadMap]
internal readonly partial struct ScoredDocument
{
    [PayloadField("index")] public long? Index { get; init; }
    [PayloadField("file_id")] public Utf8Json FileId { get; init; }
    [PayloadField("relevance_score")]
    [PayloadField("score")]
    public double? Score { get; init; }

    [PayloadField("document")] public Utf8Json Document { get; init; }
    [PayloadField("content")] public Utf8Json Content { get; init; }
    [PayloadField("filename")] public Utf8Json FileName { get; init; }
    [PayloadField("attributes")] public Utf8Json Attributes { get; init; }

    /// <summary>
    /// Writes the documents of an array in the form of the GenAI semantic conventions, v1.41.1, <c>[{id, score}]</c>, each with its text
    /// as <c>content</c> and its file and attributes as <c>metadata</c>, for which the conventions have no name.
    /// </summary>
    public static void WriteAll(ContentWriter to, Utf8Json documents)
    {
        foreach (var json in documents.Elements())
        {
            if (!to.HasRoom())
            {
                return;
            }

            var document = Read(json.Memory);
            to.Json.WriteStartObject();
            if (document.Index is { } index)
            {
                to.Json.WriteString("id"u8, index.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
            else
            {
                to.Text("id"u8, document.FileId);
            }

            if (document.Score is { } score)
            {
                to.Json.WriteNumber("score"u8, score);
            }

            document.WriteText(to);
            document.WriteMetadata(to);
            to.Json.WriteEndObject();
        }
    }

    private void WriteText(ContentWriter to)
    {
        if (!Document.IsEmpty)
        {
            DocumentText.Write(to, "content"u8, Document);
        }
        else if (Content.IsArray())
        {
            // A search in a vector store finds parts of a file, each a text.
            to.Json.WritePropertyName("content"u8);
            to.Text(string.Join('\n', DocumentText.ReadParts(Content)));
        }
    }

    private void WriteMetadata(ContentWriter to)
    {
        var hasAttributes = Attributes.IsObject() && Attributes.Span.IndexOf((byte)':') > 0;
        if (!FileName.IsString() && !hasAttributes)
        {
            return;
        }

        to.Json.WriteStartObject("metadata"u8);
        to.Text("filename"u8, FileName);
        if (hasAttributes)
        {
            to.Value("attributes"u8, Attributes);
        }

        to.Json.WriteEndObject();
    }
}
