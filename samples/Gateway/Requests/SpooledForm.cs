using System.Text;

namespace TracedLlm.Samples.Gateway;

/// <summary>A form with a large file in a temporary file, because the gateway must know the fields behind the file before it calls a provider.</summary>
internal sealed class SpooledForm : Form
{
    // The fields of a form, with the heads of its parts, are what the JSON form of an API has.
    private const int MostTextBytes = 32 * 1024 * 1024;

    private readonly List<(string Name, string Value)> _fields;
    private readonly FileStream _file;
    private readonly string _boundary;
    private readonly FormSize _size;

    private SpooledForm(List<(string Name, string Value)> fields, FileStream file, string boundary, FormSize size)
    {
        _size = size;
        _fields = fields;
        _file = file;
        _boundary = boundary;
    }

    /// <param name="body">The form.</param>
    /// <param name="file">An empty file.</param>
    /// <param name="boundary">The boundary.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="BadRequestException">The body is not a form, or its fields are too long; the rest of the body is not read then.</exception>
    /// <exception cref="FormStorageException">The file cannot be written.</exception>
    public static async Task<SpooledForm> ReadAsync(Stream body, FileStream file, string boundary, CancellationToken cancellationToken)
    {
        var fields = new List<(string Name, string Value)>();
        var size = new FormSize(0, boundary);
        var left = MostTextBytes;
        await using var spooling = new SpoolingStream(body, file);
        var scanner = new FormScanner(spooling, boundary);
        while (await scanner.ReadPartAsync(cancellationToken) is { } part)
        {
            // The head is valid until the next read.
            var head = part.Head.Length;
            left -= head;
            if (left < 0)
            {
                throw UploadedForm.TooLong();
            }

            if (part.IsFile)
            {
                size.Add(part, head, await SkipAsync(scanner, cancellationToken));
                continue;
            }

            var value = await UploadedForm.ReadValueAsync(scanner, left, cancellationToken);
            left -= value.Length;
            size.Add(part, head, value.Length);
            fields.Add((part.Name, Encoding.UTF8.GetString(value)));
        }

        await spooling.CopyToAsync(Stream.Null, cancellationToken);
        await spooling.FlushAsync(cancellationToken);
        size.Whole = file.Length;
        return new(fields, file, boundary, size);
    }

    /// <summary>A temporary file that only this process can read, and that is deleted when it is closed.</summary>
    /// <exception cref="FormStorageException">The file cannot be created.</exception>
    public static FileStream CreateFile() => CreateFile(Path.GetTempPath());

    /// <inheritdoc cref="CreateFile()"/>
    /// <param name="folder">The folder of the file.</param>
    public static FileStream CreateFile(string folder)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            return new FileStream(Path.Combine(folder, $"gateway-{Guid.NewGuid():N}.upload"), options);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FormStorageException(exception);
        }
    }

    public override IEnumerable<(string Name, string? Text)> Fields => _fields.Select(entry => (entry.Name, (string?)entry.Value));

    public override IEnumerable<string> Texts(string name) => _fields.Where(field => field.Name == name).Select(field => field.Value);

    public override HttpContent ContentWith(FormChanges changes) => new StreamedFormContent(() => new FileView(_file.SafeFileHandle), _boundary, changes, _size.LengthAfter(changes));

    private static async Task<long> SkipAsync(FormScanner scanner, CancellationToken cancellationToken)
    {
        var length = 0L;
        while (await scanner.ReadContentAsync(cancellationToken) is { IsEmpty: false } bytes)
        {
            length += bytes.Length;
        }

        return length;
    }
}
