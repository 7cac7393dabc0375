using System.Globalization;
using TracedLlm.Content;
using TracedLlm.Json;

namespace TracedLlm.Export.Views.Json;

/// <summary>Finds the text of a document that a reranker has ordered.</summary>
internal static class RankedDocument
{
    /// <summary>The text that the result has, or else the text of the request's document with the result's number; absent if there is none.</summary>
    public static Utf8Json FindText(in CapturedDocument document, Utf8Json ranked)
    {
        if (!document.Content.IsEmpty || !int.TryParse(document.Id.Text(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return document.Content;
        }

        foreach (var text in ranked.Elements())
        {
            if (number-- == 0)
            {
                return text;
            }
        }

        return default;
    }
}
