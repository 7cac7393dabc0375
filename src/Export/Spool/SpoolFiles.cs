using Microsoft.Win32.SafeHandles;

namespace TracedLlm.Export.Spool;

/// <summary>
/// The open files: the most recently used ones, so that ten thousand destinations do not need ten thousand handles. Only the user
/// of the process may read the files. Not safe for concurrent use: the spool's lock guards it.
/// </summary>
/// <param name="limit">How many files may be open.</param>
internal sealed class SpoolFiles(int limit = 64) : IDisposable
{
    /// <summary>Other processes may look at the files, and remove them.</summary>
    public const FileShare Shared = FileShare.ReadWrite | FileShare.Delete;

    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersDirectory = OwnersFile | UnixFileMode.UserExecute;

    // The most recently used file is the last.
    private readonly LinkedList<(string Path, FileStream File)> _used = [];
    private readonly Dictionary<string, LinkedListNode<(string Path, FileStream File)>> _open = new(StringComparer.Ordinal);

    /// <summary>The paths of the files that are open.</summary>
    public IReadOnlyCollection<string> Paths => _open.Keys;

    /// <summary>Creates a directory that only its owner may enter. An existing directory stays as it is.</summary>
    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnersDirectory);
        }
    }

    /// <summary>Opens a file that only its owner may read.</summary>
    public static FileStream Open(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (mode != FileMode.Open && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnersFile;
        }

        return new FileStream(path, options);
    }

    /// <summary>Creates the file <paramref name="path"/>.</summary>
    public SafeFileHandle Create(string path) => Use(path, FileMode.CreateNew);

    /// <summary>Opens the existing file <paramref name="path"/>.</summary>
    public SafeFileHandle Open(string path)
    {
        if (!_open.TryGetValue(path, out var node))
        {
            return Use(path, FileMode.Open);
        }

        _used.Remove(node);
        _used.AddLast(node);
        return node.Value.File.SafeFileHandle;
    }

    /// <summary>Whether the file is open.</summary>
    public bool IsOpen(string path) => _open.ContainsKey(path);

    /// <summary>The file has another path now.</summary>
    public void Rename(string path, string newPath)
    {
        if (_open.Remove(path, out var node))
        {
            node.Value = (newPath, node.Value.File);
            _open.Add(newPath, node);
        }
    }

    /// <summary>Closes an open file, and uses another one in its place.</summary>
    public void Replace(string path, string newPath, FileStream file)
    {
        Close(path);
        _open.Add(newPath, _used.AddLast((newPath, file)));
    }

    /// <summary>Closes the file, if it is open.</summary>
    public void Close(string path)
    {
        if (_open.Remove(path, out var node))
        {
            _used.Remove(node);
            node.Value.File.Dispose();
        }
    }

    public void Dispose()
    {
        while (_used.First is { } node)
        {
            Close(node.Value.Path);
        }
    }

    private SafeFileHandle Use(string path, FileMode mode)
    {
        if (_open.Count >= limit)
        {
            Close(_used.First!.Value.Path);
        }

        var file = Open(path, mode, Shared);
        if (!file.CanSeek)
        {
            // A read of a pipe would wait for its writer.
            file.Dispose();
            throw new IOException($"'{path}' is not a regular file.");
        }

        _open.Add(path, _used.AddLast((path, file)));
        return file.SafeFileHandle;
    }
}
