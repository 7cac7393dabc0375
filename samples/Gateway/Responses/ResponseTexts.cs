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

    /// <summary>The JSON of the parts of a stream; empty for a document.</summary>
    public IReadOnlyList<JsonElement> Events { get; private init; } = [];

    public byte[] Replace(IReadOnlyList<string> texts) => _replace(texts);

    /// <exception cref="ProviderFailedException">The provider's response does not have the format of its API.</exception>
    public static ResponseTexts Parse(BufferedAnswer answer, WireFormat format)
    {
        try
        {
            return answer.IsFrames ? OfStream([.. EventFrame.ParseAll(answer.Body).Select(frame => StreamedFrame.Parse(frame, format))], [], format)
                : answer.IsStream ? OfStream([.. Encoding.UTF8.GetString(answer.Body).Split('\n').Select(line => StreamedLine.Parse(line, format))], [(byte)'\n'], format)
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

    private static ResponseTexts OfStream(IReadOnlyList<IStreamedPart> parts, byte[] separator, WireFormat format)
    {
        var texts = parts.Where(part => part.Text is not null).GroupBy(part => part.Index).ToList();
        return new(
            [.. texts.Select(text => string.Concat(text.Select(part => part.Text)))],
            replacements => ReplaceInStream(parts, separator, [.. texts.Select(text => text.Key)], replacements, format))
        {
            Events = [.. parts.Select(part => part.Json).Where(json => json.ValueKind == JsonValueKind.Object)],
        };
    }

    // The first part of each text gets the whole replacement; the other parts become empty.
    private static byte[] ReplaceInStream(
        IReadOnlyList<IStreamedPart> parts, byte[] separator, List<string> indexes, IReadOnlyList<string> replacements, WireFormat format)
    {
        var left = indexes.Zip(replacements).ToDictionary(pair => pair.First, pair => pair.Second);
        using var body = new MemoryStream();
        foreach (var part in parts)
        {
            if (body.Length > 0)
            {
                body.Write(separator);
            }

            if (part.Text is null)
            {
                body.Write(part.Bytes);
                continue;
            }

            body.Write(part.WithText(left[part.Index], format));
            left[part.Index] = "";
        }

        return body.ToArray();
    }

    private static JsonElement Parse(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }
}
