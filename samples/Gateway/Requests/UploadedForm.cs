using System.Text;

namespace TracedLlm.Samples.Gateway;

/// <summary>A form with a large file that passes while it arrives. The gateway knows only the fields in front of the file.</summary>
internal sealed class UploadedForm : Form
{
    private readonly List<(string Name, string Value)> _fields;
    private readonly Func<Stream> _open;
    private readonly string _boundary;
    private readonly FormSize? _size;

    private UploadedForm(List<(string Name, string Value)> fields, Func<Stream> open, string boundary, FormSize? size)
    {
        _fields = fields;
        _open = open;
        _boundary = boundary;
        _size = size;
    }

    public override bool CanRepeat => false;

    /// <param name="beginning">The beginning of the form.</param>
    /// <param name="rest">The rest of it.</param>
    /// <param name="boundary">The boundary.</param>
    /// <param name="length">The length of the form; <see langword="null"/> if the caller did not state it.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task<UploadedForm> ReadAsync(ReadOnlyMemory<byte> beginning, Stream rest, string boundary, long? length, CancellationToken cancellationToken)
    {
        var fields = new List<(string Name, string Value)>();
        var size = length is { } whole ? new FormSize(whole, boundary) : null;
        try
        {
            var scanner = new FormScanner(new PrefixedStream(beginning, Stream.Null), boundary);
            while (await scanner.ReadPartAsync(cancellationToken) is { IsFile: false } part)
            {
                var value = await ReadValueAsync(scanner, beginning.Length, cancellationToken);
                fields.Add((part.Name, Encoding.UTF8.GetString(value)));
                size?.Add(part, head: part.Head.Length, value.Length);
            }
        }
        catch (BadRequestException)
        {
            // The beginning ends inside a part. If the form is not complete either, the gateway finds out while it sends it.
        }

        return new(fields, () => new PrefixedStream(beginning, rest), boundary, size);
    }

    /// <summary>The value of a field.</summary>
    /// <param name="scanner">The scanner in front of the value.</param>
    /// <param name="most">The most bytes that the value may have.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="BadRequestException">The value is longer.</exception>
    public static async Task<byte[]> ReadValueAsync(FormScanner scanner, int most, CancellationToken cancellationToken)
    {
        using var value = new MemoryStream();
        while (await scanner.ReadContentAsync(cancellationToken) is { IsEmpty: false } bytes)
        {
            if (bytes.Length > most - value.Length)
            {
                throw TooLong();
            }

            value.Write(bytes.Span);
        }

        return value.ToArray();
    }

    public static BadRequestException TooLong() => new("The fields of the form are too long.", StatusCodes.Status413PayloadTooLarge);

    public override IEnumerable<(string Name, string? Text)> Fields => _fields.Select(entry => (entry.Name, (string?)entry.Value));

    public override IEnumerable<string> Texts(string name) => _fields.Where(field => field.Name == name).Select(field => field.Value);

    public override HttpContent ContentWith(FormChanges changes) => new StreamedFormContent(_open, _boundary, changes, _size?.LengthAfter(changes));
}
