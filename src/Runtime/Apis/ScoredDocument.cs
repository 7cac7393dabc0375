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

    /// <summary>Writes the documents of an array in the form of the GenAI semantic conventions, v1.41.1: <c>[{id, score}]</c>.</summary>
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

            to.Json.WriteEndObject();
        }
    }
}
