using KnowledgeService.Storage;

namespace KnowledgeService.Indexing;

/// <summary>Passages of about equal length that end where sentences end and overlap by one.</summary>
internal sealed class Splitter
{
    private const int Target = 800;

    public IEnumerable<string> Split(SourceDocument document)
    {
        var passage = new List<string>();
        var length = 0;
        foreach (var sentence in Sentences(document.Text))
        {
            if (length + sentence.Length > Target && passage.Count > 0)
            {
                yield return string.Join(' ', passage);
                var last = passage[^1];
                passage.Clear();
                passage.Add(last);
                length = last.Length;
            }

            passage.Add(sentence);
            length += sentence.Length;
        }

        if (passage.Count > 0)
        {
            yield return string.Join(' ', passage);
        }
    }

    private static IEnumerable<string> Sentences(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var ends = text[i] is '.' or '!' or '?' && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1]));
            if (ends || (text[i] == '\n' && i > start))
            {
                if (text.AsSpan(start, i + 1 - start).Trim() is { IsEmpty: false } sentence)
                {
                    yield return sentence.ToString();
                }

                start = i + 1;
            }
        }

        if (start < text.Length)
        {
            yield return text[start..].Trim();
        }
    }
}
