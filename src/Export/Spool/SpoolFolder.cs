using System.Globalization;
using System.Security.Cryptography;

namespace TracedLlm.Export.Spool;

/// <summary>
/// The folder of one process in the directory of the spool. The process holds its lock, which the system releases whenever the process
/// ends. The process that gets the lock of a dead process's folder takes over the batches in it.
/// </summary>
internal sealed class SpoolFolder : IDisposable
{
    private const string Prefix = "process-";
    private const string LockFile = "lock";
    private const string SegmentExtension = ".spans";

    private readonly FileStream _lock;
    private long _lastName;

    private SpoolFolder(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    public string Path { get; }

    /// <summary>Whether its lock excludes other processes; some network file systems grant every lock to every process.</summary>
    public bool IsLocked
    {
        get
        {
            using var second = TryTake(Path);
            return second is null;
        }
    }

    /// <summary>How many bytes of batches are in it.</summary>
    public long Bytes => new DirectoryInfo(Path).EnumerateFiles("*" + SegmentExtension, SearchOption.AllDirectories).Sum(file => file.Length);

    /// <summary>The destinations that have files in it.</summary>
    public IEnumerable<string> Destinations => Directory.EnumerateDirectories(Path).Select(path => System.IO.Path.GetFileName(path)!);

    /// <summary>The paths of the folders that are in <paramref name="directory"/>.</summary>
    public static string[] All(string directory)
    {
        var folders = Directory.GetDirectories(directory, Prefix + "*");
        Array.Sort(folders, StringComparer.Ordinal);
        return folders;
    }

    /// <summary>Creates a folder.</summary>
    public static SpoolFolder Create(string directory)
    {
        var path = System.IO.Path.Combine(directory, Prefix + RandomNumberGenerator.GetHexString(12, lowercase: true));
        SpoolFiles.CreateDirectory(path);
        return new(path, SpoolFiles.Open(System.IO.Path.Combine(path, LockFile), FileMode.CreateNew, FileShare.None));
    }

    /// <summary>Takes an existing folder; <see langword="null"/> if a living process has it, or it was removed.</summary>
    public static SpoolFolder? TryTake(string path)
    {
        var lockFile = System.IO.Path.Combine(path, LockFile);
        try
        {
            var @lock = SpoolFiles.Open(lockFile, FileMode.Open, FileShare.None);

            // The process that had it before may have removed the folder between the opening and the locking.
            if (File.Exists(lockFile))
            {
                return new(path, @lock);
            }

            @lock.Dispose();
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
        }

        return null;
    }

    /// <summary>The paths of a destination's files, the oldest first.</summary>
    public string[] Segments(string destination)
    {
        var files = Directory.GetFiles(System.IO.Path.Combine(Path, destination), "*" + SegmentExtension);
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    /// <summary>The path of a new file, which comes after all others of this folder.</summary>
    public string NextSegment(string destination, DateTimeOffset now)
    {
        _lastName = Math.Max(_lastName + 1, now.UtcTicks);
        var name = _lastName.ToString("x16", CultureInfo.InvariantCulture);
        return Segment(destination, $"{name}-{System.IO.Path.GetFileName(Path)[Prefix.Length..]}{SegmentExtension}");
    }

    /// <summary>Moves a destination's file of another folder here.</summary>
    /// <returns>Its path.</returns>
    public string Adopt(string destination, string segment)
    {
        var name = System.IO.Path.GetFileName(segment);
        var path = Segment(destination, name);

        // The next new file must be younger than this one, even if the clock was set back.
        if (long.TryParse(name.AsSpan(0, Math.Min(name.Length, 16)), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var time))
        {
            _lastName = Math.Max(_lastName, time);
        }

        if (path != segment)
        {
            SpoolFiles.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            File.Move(segment, path);
        }

        return path;
    }

    /// <summary>Removes a destination's directory if it is empty.</summary>
    public void RemoveIfEmpty(string destination)
    {
        var path = System.IO.Path.Combine(Path, destination);
        if (Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any())
        {
            Directory.Delete(path);
        }
    }

    /// <summary>Removes the folder if it is empty.</summary>
    public void RemoveIfEmpty()
    {
        if (Directory.EnumerateFileSystemEntries(Path).All(entry => System.IO.Path.GetFileName(entry) == LockFile))
        {
            File.Delete(System.IO.Path.Combine(Path, LockFile));
            Directory.Delete(Path);
        }
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose() => _lock.Dispose();

    private string Segment(string destination, string name) => System.IO.Path.Combine(Path, destination, name);
}
