using System.Text;
using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>One line of an event stream, or of a stream of JSON lines; <see cref="Text"/> continues the text with the index <see cref="Index"/>.</summary>
internal sealed record StreamedLine(string Line, string Index, string? Text, JsonElement Event)
{
    private const string Prefix = "data:";

    public static StreamedLine Parse(string line, WireFormat format)
    {
        var json = (line.StartsWith(Prefix, StringComparison.Ordinal) ? line[Prefix.Length..] : line).Trim();
        if (!json.StartsWith('{'))
        {
            return new StreamedLine(line, "", null, default);
        }

        using var document = JsonDocument.Parse(json);
        var root = document.RootElement.Clone();
        var texts = format.StreamTexts.TextsIn(root);
        var index = string.Join(' ', format.StreamIndexes.ValuesIn(root));
        return new(line, index, texts.Count == 0 ? null : string.Concat(texts), root);
    }

    public string WithText(string text, WireFormat format)
    {
        // In an event with several choices, the first choice gets the text and the others become empty.
        string[] texts = [text, .. format.StreamTexts.TextsIn(Event).Skip(1).Select(_ => "")];
        var ending = Line.EndsWith('\r') ? "\r" : "";
        var start = Line.StartsWith(Prefix, StringComparison.Ordinal) ? Prefix + " " : "";
        return $"{start}{Encoding.UTF8.GetString(format.StreamTexts.ReplaceTexts(Event, texts))}{ending}";
    }
}
