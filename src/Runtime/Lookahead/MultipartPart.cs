using System.Text;

namespace TracedLlm.Lookahead;

/// <summary>The headers of one part of a form.</summary>
internal readonly record struct MultipartPart
{
    private const string Disposition = "Content-Disposition:";

    /// <summary>The position of the part's name in the headers, without quotes.</summary>
    public Range? Name { get; private init; }

    public bool IsFile { get; private init; }

    /// <summary>Reads the lines of <paramref name="headers"/>.</summary>
    public static MultipartPart Read(ReadOnlySpan<byte> headers)
    {
        foreach (var line in headers.Split("\r\n"u8))
        {
            var header = headers[line];
            if (header.Length > Disposition.Length && Ascii.EqualsIgnoreCase(header[..Disposition.Length], Disposition))
            {
                return ReadDisposition(header, line.Start.Value);
            }
        }

        return default;
    }

    private static MultipartPart ReadDisposition(ReadOnlySpan<byte> header, int offset)
    {
        var part = default(MultipartPart);
        var at = header.IndexOf((byte)';') + 1;
        while (at > 0 && header[at..].IndexOf((byte)'=') is var equals and >= 0)
        {
            var key = header.Slice(at, equals).Trim((byte)' ');
            at += equals + 1;
            var (value, next) = Value(header, at);
            if (Ascii.EqualsIgnoreCase(key, "name"u8))
            {
                part = part with { Name = (offset + value.Start.Value)..(offset + value.End.Value) };
            }
            else if (Ascii.EqualsIgnoreCase(key, "filename"u8) || Ascii.EqualsIgnoreCase(key, "filename*"u8))
            {
                part = part with { IsFile = true };
            }

            at = next;
        }

        return part;
    }

    /// <summary>The value that begins at <paramref name="at"/>, and the start of the next parameter, or 0 if it is the last one.</summary>
    private static (Range Value, int Next) Value(ReadOnlySpan<byte> header, int at)
    {
        var quoted = at < header.Length && header[at] == '"';
        var start = quoted ? at + 1 : at;
        var end = start;
        while (end < header.Length && header[end] != (quoted ? '"' : ';'))
        {
            end += quoted && header[end] == '\\' ? 2 : 1;
        }

        end = Math.Min(end, header.Length);
        var separator = header[end..].IndexOf((byte)';');
        return (start..end, separator < 0 ? 0 : end + separator + 1);
    }
}
