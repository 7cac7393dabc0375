using System.Text;
using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>The texts of a complete response, streamed or not. Other texts can replace them.</summary>
internal sealed class ResponseTexts
{
    private readonly Func<IReadOnlyList<string>, byte[]> _replace;

    private ResponseTexts(List<string> values, Func<IReadOnlyList<string>, byte[]> replace)
    {
        Values = values;
        _replace = replace;
    }

    public List<string> Values { get; }

    public byte[] Replace(IReadOnlyList<string> texts) => _replace(texts);

    /// <exception cref="ProviderFailedException">The provider's response does not have the format of its API.</exception>
    public static ResponseTexts Parse(BufferedAnswer answer, WireFormat format)
    {
        try
        {
            return answer.IsStream ? OfStream(answer.Body, format)
                : answer.IsText ? OfText(answer.Body)
                : OfDocument(answer.Body, format.ResponseTexts);
        }
        catch (JsonException exception)
        {
            throw new ProviderFailedException(StatusCodes.Status502BadGateway, "The provider's response cannot be read.", exception);
        }
    }

    private static ResponseTexts OfText(byte[] body) => new([Encoding.UTF8.GetString(body)], texts => Encoding.UTF8.GetBytes(texts[0]));

    private static ResponseTexts OfDocument(byte[] body, JsonPaths paths)
    {
        var root = Parse(body);
        return new(paths.TextsIn(root), texts => paths.ReplaceTexts(root, texts));
    }

    private static ResponseTexts OfStream(byte[] body, WireFormat format)
    {
        var lines = Encoding.UTF8.GetString(body).Split('\n').Select(line => StreamedLine.Parse(line, format)).ToList();
        var texts = lines.Where(line => line.Text is not null).GroupBy(line => line.Index).ToList();
        return new(
            [.. texts.Select(text => string.Concat(text.Select(line => line.Text)))],
            replacements => ReplaceInStream(lines, [.. texts.Select(text => text.Key)], replacements, format));
    }

    // The first event of each text gets the whole replacement; the other events become empty.
    private static byte[] ReplaceInStream(List<StreamedLine> lines, List<string> indexes, IReadOnlyList<string> replacements, WireFormat format)
    {
        var left = indexes.Zip(replacements).ToDictionary(pair => pair.First, pair => pair.Second);
        return Encoding.UTF8.GetBytes(string.Join('\n', lines.Select(line =>
        {
            if (line.Text is null)
            {
                return line.Line;
            }

            var text = left[line.Index];
            left[line.Index] = "";
            return line.WithText(text, format);
        })));
    }

    private static JsonElement Parse(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }
}
