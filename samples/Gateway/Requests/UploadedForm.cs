using System.Text;

namespace TracedLlm.Samples.Gateway;

/// <summary>A form with a large file that passes while it arrives. The gateway knows only the fields in front of the file.</summary>
internal sealed class UploadedForm : Form
{
    private readonly List<(string Name, string Value)> _fields;
    private readonly Func<Stream> _open;
    private readonly string _boundary;

    private UploadedForm(List<(string Name, string Value)> fields, Func<Stream> open, string boundary)
    {
        _fields = fields;
        _open = open;
        _boundary = boundary;
    }

    public override bool CanRepeat => false;

    /// <param name="beginning">The beginning of the form.</param>
    /// <param name="rest">The rest of it.</param>
    /// <param name="boundary">The boundary.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task<UploadedForm> ReadAsync(ReadOnlyMemory<byte> beginning, Stream rest, string boundary, CancellationToken cancellationToken)
    {
        var fields = new List<(string Name, string Value)>();
        try
        {
            var scanner = new FormScanner(new PrefixedStream(beginning, Stream.Null), boundary);
            while (await scanner.ReadPartAsync(cancellationToken) is { IsFile: false } part)
            {
                fields.Add((part.Name, Encoding.UTF8.GetString(await ReadValueAsync(scanner, cancellationToken))));
            }
        }
        catch (BadRequestException)
        {
            // The beginning ends inside a part. If the form is not complete either, the gateway finds out while it sends it.
        }

        return new(fields, () => new PrefixedStream(beginning, rest), boundary);
    }

    public static async Task<byte[]> ReadValueAsync(FormScanner scanner, CancellationToken cancellationToken)
    {
        using var value = new MemoryStream();
        while (await scanner.ReadContentAsync(cancellationToken) is { IsEmpty: false } bytes)
        {
            value.Write(bytes.Span);
        }

        return value.ToArray();
    }

    public override IEnumerable<string> Texts(string name) => _fields.Where(field => field.Name == name).Select(field => field.Value);

    public override HttpContent ContentWith(FormChanges changes) => new StreamedFormContent(_open, _boundary, changes);
}
