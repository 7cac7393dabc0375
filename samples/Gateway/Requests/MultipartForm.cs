using System.Text;
using Microsoft.Net.Http.Headers;

namespace TracedLlm.Samples.Gateway;

/// <summary>The parts of a <c>multipart/form-data</c> body and their positions in it.</summary>
internal sealed class MultipartForm : Form
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly byte[] _delimiter;
    private readonly List<Part> _parts = [];

    private MultipartForm(ReadOnlyMemory<byte> bytes, string boundary)
    {
        _bytes = bytes;
        _delimiter = Encoding.Latin1.GetBytes("--" + boundary);
    }

    /// <exception cref="BadRequestException">The body is not a form.</exception>
    public static MultipartForm Parse(ReadOnlyMemory<byte> bytes, string? contentType)
    {
        var form = new MultipartForm(bytes, BoundaryIn(contentType));
        form.ReadParts();
        return form;
    }

    /// <exception cref="BadRequestException">The content type has no boundary.</exception>
    public static string BoundaryIn(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 } boundary
            ? boundary
            : throw new BadRequestException("The form has no boundary.");

    public override IEnumerable<(string Name, string? Text)> Fields =>
        _parts.Select(part => (part.Name, part.IsFile ? null : Encoding.UTF8.GetString(_bytes.Span[part.Content])));

    public override IEnumerable<string> Texts(string name) =>
        _parts.Where(part => part.Name == name && !part.IsFile).Select(part => Encoding.UTF8.GetString(_bytes.Span[part.Content]));

    public override HttpContent ContentWith(FormChanges changes) => new ByteArrayContent(Rewrite(changes));

    private byte[] Rewrite(FormChanges changes)
    {
        var output = new MemoryStream(_bytes.Length);
        var bytes = _bytes.Span;
        output.Write(bytes[..(_parts.Count == 0 ? 0 : _parts[0].Whole.Start.Value)]);
        foreach (var (name, value) in changes.Added)
        {
            output.Write(_delimiter);
            output.Write(Encoding.UTF8.GetBytes($"\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
        }

        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var part in _parts.Where(part => !changes.IsDropped(part.Name)))
        {
            var number = numbers[part.Name] = numbers.GetValueOrDefault(part.Name, -1) + (part.IsFile ? 0 : 1);
            var value = part.IsFile ? null : changes.Replacement(part.Name, number);
            output.Write(bytes[part.Whole.Start..part.Content.Start]);
            output.Write(value is null ? bytes[part.Content] : Encoding.UTF8.GetBytes(value));
            output.Write(bytes[part.Content.End..part.Whole.End]);
        }

        output.Write(bytes[(_parts.Count == 0 ? 0 : _parts[^1].Whole.End.Value)..]);
        return output.ToArray();
    }

    private void ReadParts()
    {
        var bytes = _bytes.Span;
        var start = bytes.StartsWith(_delimiter) ? 0 : Find(0, [.. "\r\n"u8, .. _delimiter]) + 2;
        while (!bytes[(start + _delimiter.Length)..].StartsWith("--"u8))
        {
            var headers = start + _delimiter.Length;
            headers = Find(headers, "\r\n"u8);
            var content = Find(headers, "\r\n\r\n"u8) + 4;
            var end = Find(content, [.. "\r\n"u8, .. _delimiter]);
            var (name, isFile) = ParseHead(Encoding.UTF8.GetString(bytes[headers..content]));
            _parts.Add(new Part(name, isFile, new Range(start, end + 2), new Range(content, end)));
            start = end + 2;
        }
    }

    private int Find(int from, ReadOnlySpan<byte> what)
    {
        var at = _bytes.Span[from..].IndexOf(what);
        return at < 0 ? throw new BadRequestException("The form is incomplete.") : from + at;
    }

    /// <summary>The name of a part, by its headers, and whether it is a file.</summary>
    public static (string Name, bool IsFile) ParseHead(string headers)
    {
        var line = headers.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Disposition:", StringComparison.OrdinalIgnoreCase));
        return ContentDispositionHeaderValue.TryParse(line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..], out var disposition) && disposition.Name.HasValue
            ? (HeaderUtilities.RemoveQuotes(disposition.Name).Value!, disposition.IsFileDisposition())
            : throw new BadRequestException("A part of the form has no name.");
    }

    /// <summary>A field or a file: its bytes from its delimiter to the next one, and its content.</summary>
    private sealed record Part(string Name, bool IsFile, Range Whole, Range Content);
}
