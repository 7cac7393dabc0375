using System.Text;

namespace TracedLlm.Samples.Gateway;

/// <summary>A form with a large file in a temporary file, because the gateway must know the fields behind the file before it calls a provider.</summary>
internal sealed class SpooledForm : Form
{
    // The fields of a form are what the JSON form of an API has.
    private const int MostTextBytes = 32 * 1024 * 1024;

    private readonly List<(string Name, string Value)> _fields;
    private readonly FileStream _file;
    private readonly string _boundary;

    private SpooledForm(List<(string Name, string Value)> fields, FileStream file, string boundary)
    {
        _fields = fields;
        _file = file;
        _boundary = boundary;
    }

    /// <param name="body">The form.</param>
    /// <param name="file">An empty file.</param>
    /// <param name="boundary">The boundary.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="BadRequestException">The body is not a form.</exception>
    public static async Task<SpooledForm> ReadAsync(Stream body, FileStream file, string boundary, CancellationToken cancellationToken)
    {
        await body.CopyToAsync(file, cancellationToken);
        await file.FlushAsync(cancellationToken);
        var fields = new List<(string Name, string Value)>();
        var length = 0;
        var scanner = new FormScanner(new FileView(file.SafeFileHandle), boundary);
        while (await scanner.ReadPartAsync(cancellationToken) is { } part)
        {
            if (!part.IsFile)
            {
                var value = await UploadedForm.ReadValueAsync(scanner, cancellationToken);
                length += value.Length;
                fields.Add(length <= MostTextBytes
                    ? (part.Name, Encoding.UTF8.GetString(value))
                    : throw new BadRequestException("The fields of the form are too long.", StatusCodes.Status413PayloadTooLarge));
            }
        }

        return new(fields, file, boundary);
    }

    /// <summary>A temporary file that only this process can read, and that is deleted when it is closed.</summary>
    public static FileStream CreateFile()
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

        return new FileStream(Path.Combine(Path.GetTempPath(), $"gateway-{Guid.NewGuid():N}.upload"), options);
    }

    public override IEnumerable<string> Texts(string name) => _fields.Where(field => field.Name == name).Select(field => field.Value);

    public override HttpContent ContentWith(FormChanges changes) => new StreamedFormContent(() => new FileView(_file.SafeFileHandle), _boundary, changes);
}
