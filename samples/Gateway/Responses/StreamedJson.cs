using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>The JSON object of one part of a stream. <see cref="Text"/> continues the text with the index <see cref="Index"/>.</summary>
internal sealed record StreamedJson(JsonElement Root, string Index, string? Text)
{
    public static readonly StreamedJson None = new(default, "", null);

    /// <exception cref="JsonException">It is not JSON.</exception>
    public static StreamedJson Parse(ReadOnlyMemory<byte> utf8, WireFormat format)
    {
        using var document = JsonDocument.Parse(utf8);
        var root = document.RootElement.Clone();
        var texts = format.StreamTexts.TextsIn(root);
        return new(root, string.Join(' ', format.StreamIndexes.ValuesIn(root)), texts.Count == 0 ? null : string.Concat(texts));
    }

    /// <summary>The object with another text. Of several texts, the first one becomes it, and the others become empty.</summary>
    public byte[] WithText(string text, WireFormat format)
    {
        string[] texts = [text, .. format.StreamTexts.TextsIn(Root).Skip(1).Select(_ => "")];
        return format.StreamTexts.ReplaceTexts(Root, texts);
    }
}
