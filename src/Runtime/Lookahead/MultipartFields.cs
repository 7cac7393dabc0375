using System.Text;

namespace TracedLlm.Lookahead;

/// <summary>Finds the text fields of <c>multipart/form-data</c> (RFC 7578) before its first file, while the bytes arrive.</summary>
internal sealed class MultipartFields(string boundary)
{
    // Bounds the memory of a form. The API forms have about 20 fields.
    private const int MaxFields = 256;
    // ASP.NET Core's default limit of a part's headers (FormOptions.MultipartHeadersLengthLimit).
    private const int MaxHeaders = 16 * 1024;

    private readonly byte[] _delimiter = Encoding.Latin1.GetBytes("\r\n--" + boundary);
    private readonly List<MultipartField> _fields = [];
    private Step _step;
    private Range? _name;
    private int _start;
    private int _scanned;

    private enum Step
    {
        Preamble,
        AfterDelimiter,
        Headers,
        Value,
        End,
    }

    /// <summary>The fields found so far.</summary>
    public IReadOnlyList<MultipartField> Fields => _fields;

    /// <summary>Continues with more bytes.</summary>
    /// <param name="bytes">The body from its start, as far as it has arrived.</param>
    /// <returns>Whether the search is over: at the first file, at the end of the form, or in a body that is not a form.</returns>
    public bool Read(ReadOnlySpan<byte> bytes)
    {
        while (_step != Step.End && Advance(bytes))
        {
        }

        return _step == Step.End;
    }

    private bool Advance(ReadOnlySpan<byte> bytes) => _step switch
    {
        Step.Preamble => ReadPreamble(bytes),
        Step.AfterDelimiter => ReadDelimiter(bytes),
        Step.Headers => ReadHeaders(bytes),
        _ => ReadValue(bytes),
    };

    private bool ReadPreamble(ReadOnlySpan<byte> bytes)
    {
        // The first delimiter may stand at the start of the body, without a line break before it.
        var first = _delimiter.AsSpan(2);
        if (bytes.StartsWith(first))
        {
            return Go(Step.AfterDelimiter, first.Length);
        }

        return bytes.Length >= first.Length && Find(bytes, _delimiter) is var at and >= 0 && Go(Step.AfterDelimiter, at + _delimiter.Length);
    }

    private bool ReadDelimiter(ReadOnlySpan<byte> bytes)
    {
        var rest = bytes[_start..];
        if (rest.Length < 2)
        {
            return false;
        }

        if (rest.StartsWith("--"u8))
        {
            return Go(Step.End, _start);
        }

        // Padding may stand between the delimiter and the end of its line.
        var padding = rest.IndexOfAnyExcept(" \t"u8);
        if (padding < 0 || rest.Length < padding + 2)
        {
            return rest.Length > MaxHeaders && Go(Step.End, _start);
        }

        // The headers begin with the end of the line, so that a part without headers also has an empty line.
        return rest[padding..].StartsWith("\r\n"u8) ? Go(Step.Headers, _start + padding) : Go(Step.End, _start);
    }

    private bool ReadHeaders(ReadOnlySpan<byte> bytes)
    {
        var end = Find(bytes, "\r\n\r\n"u8);
        if (end < 0 || end - _start > MaxHeaders)
        {
            return bytes.Length - _start > MaxHeaders && Go(Step.End, _start);
        }

        var part = MultipartPart.Read(bytes[_start..end]);
        _name = part.Name is { } name ? (_start + name.Start.Value)..(_start + name.End.Value) : null;
        return part.IsFile || _fields.Count == MaxFields ? Go(Step.End, end) : Go(Step.Value, end + 4);
    }

    private bool ReadValue(ReadOnlySpan<byte> bytes)
    {
        var end = Find(bytes, _delimiter);
        if (end < 0)
        {
            return false;
        }

        if (_name is { } name)
        {
            _fields.Add(new(name, _start..end));
        }

        return Go(Step.AfterDelimiter, end + _delimiter.Length);
    }

    private int Find(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> what)
    {
        var at = bytes[_scanned..].IndexOf(what);
        if (at >= 0)
        {
            return _scanned + at;
        }

        _scanned = Math.Max(_scanned, bytes.Length - what.Length + 1);
        return -1;
    }

    private bool Go(Step step, int start)
    {
        (_step, _start, _scanned) = (step, start, start);
        return true;
    }
}
