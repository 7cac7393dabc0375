namespace TracedLlm.Export.Backends;

/// <summary>A file of TLS in PEM form.</summary>
/// <param name="Path">The path, as it is configured.</param>
/// <param name="Source">The setting that names it, for messages.</param>
internal sealed record TlsFile(string Path, string Source)
{
    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidOperationException">The file cannot be read; the message names the setting.</exception>
    public string Read()
    {
        try
        {
            return File.ReadAllText(Path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidOperationException($"{Source} names the file '{Path}', which does not exist.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InvalidOperationException($"{Source} names the file '{Path}', which cannot be read: {exception.Message}", exception);
        }
    }
}
