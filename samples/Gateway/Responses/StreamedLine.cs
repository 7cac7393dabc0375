using System.Text;
using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>One line of an event stream, or of a stream of JSON lines.</summary>
internal sealed class StreamedLine : IStreamedPart
{
    private const string Prefix = "data:";

    private readonly string _line;
    private readonly StreamedJson _json;

    private StreamedLine(string line, StreamedJson json)
    {
        _line = line;
        _json = json;
    }

    public string Index => _json.Index;

    public string? Text => _json.Text;

    public JsonElement Json => _json.Root;

    public byte[] Bytes => Encoding.UTF8.GetBytes(_line);

    public static StreamedLine Parse(string line, WireFormat format)
    {
        var json = (line.StartsWith(Prefix, StringComparison.Ordinal) ? line[Prefix.Length..] : line).Trim();
        return new(line, json.StartsWith('{') ? StreamedJson.Parse(Encoding.UTF8.GetBytes(json), format) : StreamedJson.None);
    }

    public byte[] WithText(string text, WireFormat format)
    {
        var ending = _line.EndsWith('\r') ? "\r" : "";
        var start = _line.StartsWith(Prefix, StringComparison.Ordinal) ? Prefix + " " : "";
        return Encoding.UTF8.GetBytes($"{start}{Encoding.UTF8.GetString(_json.WithText(text, format))}{ending}");
    }
}
