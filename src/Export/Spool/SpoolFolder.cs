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

    // A living process makes a lock that was removed again within a minute. A process that could not do so for this time has ended.
    private static readonly TimeSpan LongestWithoutLock = TimeSpan.FromMinutes(5);

    // What a lock that is held gives: EWOULDBLOCK of Linux, that of macOS and FreeBSD, and ERROR_SHARING_VIOLATION of Windows.
    private static readonly int[] SharingViolations = [11, 35, unchecked((int)0x80070020)];

    // What the names of the files end with that the process wrote which had the folder last.
    private readonly string _ending;
    private FileStream _lock;
    private long _lastName;

    private SpoolFolder(string path, FileStream @lock, string formerPath)
    {
        Path = path;
        _lock = @lock;
        _ending = GetEnding(formerPath);
    }

    public string Path { get; }

    /// <summary>Whether its lock excludes other processes; some network file systems grant every lock to every process.</summary>
    public bool IsLocked
    {
        get
        {
            using var second = TryTake(Path, DateTimeOffset.MinValue);
            return second is null;
        }
    }

    /// <summary>How many bytes of batches are in it that this user may read.</summary>
    public long Bytes => Entries.Where(static entry => entry.IsFolder).Sum(static destination => CountBytes(destination.Path));

    /// <summary>Everything that is in it but its lock.</summary>
    public IEnumerable<SpoolEntry> Entries => SpoolEntry.List(Path).Where(static entry => entry.Name != LockFile);

    /// <summary>The folders of processes in <paramref name="directory"/>, and everything else with such a name.</summary>
    public static IEnumerable<SpoolEntry> All(string directory) =>
        SpoolEntry.List(directory).Where(static entry => entry.Name.StartsWith(Prefix, StringComparison.Ordinal));

    /// <summary>Creates a folder.</summary>
    public static SpoolFolder Create(string directory)
    {
        var path = NewPath(directory);
        SpoolFiles.CreateDirectory(path);
        return new(path, SpoolFiles.Open(GetLock(path), FileMode.CreateNew, FileShare.None), path);
    }

    /// <summary>Takes an existing folder; <see langword="null"/> if that is not possible now.</summary>
    /// <param name="path">The path of the folder.</param>
    /// <param name="now">The time. A folder whose lock was removed is taken a while later, because its process may live.</param>
    public static SpoolFolder? TryTake(string path, DateTimeOffset now)
    {
        try
        {
            return Take(path, now);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Takes an existing folder; <see langword="null"/> if a living process has it or may have it, or it was removed.</summary>
    /// <param name="path">The path of the folder.</param>
    /// <param name="now">The time. A folder whose lock was removed is taken a while later, because its process may live.</param>
    /// <exception cref="UnauthorizedAccessException">This user may not enter the folder, or not lock it.</exception>
    /// <exception cref="IOException">Something else is in the place of its lock, or the disk fails.</exception>
    public static SpoolFolder? Take(string path, DateTimeOffset now)
    {
        var lockFile = GetLock(path);

        // Unlike File.Exists, this does not follow a link, and fails in a folder that this user may not enter.
        var found = new SpoolEntry(lockFile, new FileInfo(lockFile).Attributes);
        var hasLock = found.Exists;
        if (!hasLock && now - Directory.GetLastWriteTimeUtc(path) < LongestWithoutLock)
        {
            return null;
        }

        if (hasLock && !found.IsFile)
        {
            throw new IOException($"its lock is {found.Kind}");
        }

        FileStream? @lock = null;
        try
        {
            @lock = SpoolFiles.Open(lockFile, hasLock ? FileMode.Open : FileMode.CreateNew, FileShare.None);

            // The process that had it before may have removed the folder between the opening and the locking.
            if (File.Exists(lockFile))
            {
                return new(hasLock ? path : MoveAway(path), @lock, path);
            }
        }
        catch (IOException other) when (IsTaken(other, lockFile, hasLock))
        {
        }
        catch
        {
            @lock?.Dispose();
            throw;
        }

        @lock?.Dispose();
        return null;
    }

    /// <summary>Makes the folder and its lock again if they were removed.</summary>
    /// <returns>Whether they were removed.</returns>
    public bool Restore()
    {
        var lockFile = GetLock(Path);
        SpoolFiles.CreateDirectory(Path);
        FileStream made;
        try
        {
            made = SpoolFiles.Open(lockFile, FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException) when (File.Exists(lockFile))
        {
            // It is locked: by this process.
            return false;
        }

        _lock.Dispose();
        _lock = made;
        return true;
    }

    /// <summary>Whether an entry of a destination's directory is named as a file of batches.</summary>
    public static bool IsSegment(SpoolEntry entry) => entry.Name.EndsWith(SegmentExtension, StringComparison.Ordinal);

    /// <summary>Whether a file was written by the process that had the folder last. The others were in folders that it took over.</summary>
    public bool IsOwn(SpoolEntry entry) => entry.Name.EndsWith(_ending, StringComparison.Ordinal);

    /// <summary>The path of a new file, which comes after all others of this folder.</summary>
    public string NextSegment(string destination, DateTimeOffset now)
    {
        _lastName = Math.Max(_lastName + 1, now.UtcTicks);
        var name = _lastName.ToString("x16", CultureInfo.InvariantCulture);
        return Segment(destination, name + GetEnding(Path));
    }

    /// <summary>The path here for a destination's file of another folder. The next new file comes after it, even if the clock was set back.</summary>
    public string GetPath(string destination, string segment, DateTimeOffset now)
    {
        var name = System.IO.Path.GetFileName(segment);
        if (long.TryParse(name.AsSpan(0, Math.Min(name.Length, 16)), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var time)
            && time < DateTime.MaxValue.Ticks)
        {
            _lastName = Math.Max(_lastName, time);
        }

        var path = Segment(destination, name);
        return path == segment || !System.IO.Path.Exists(path) ? path : NextSegment(destination, now);
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
            File.Delete(GetLock(Path));
            Directory.Delete(Path);
        }
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose() => _lock.Dispose();

    private static string GetLock(string path) => System.IO.Path.Combine(path, LockFile);

    private static string GetEnding(string path) => $"-{System.IO.Path.GetFileName(path)[Prefix.Length..]}{SegmentExtension}";

    private static long CountBytes(string destination)
    {
        try
        {
            return SpoolEntry.List(destination)
                .Where(static entry => entry.IsFile && IsSegment(entry))
                .Sum(static entry => new FileInfo(entry.Path).Length);
        }
        catch (UnauthorizedAccessException)
        {
            return 0;
        }
    }

    // Whether another process has the lock, has made it in this moment, or has removed the folder.
    private static bool IsTaken(IOException refusal, string lockFile, bool hadLock) =>
        refusal is FileNotFoundException or DirectoryNotFoundException
        || SharingViolations.Contains(refusal.HResult)
        || (!hadLock && File.Exists(lockFile));

    private static string NewPath(string directory) =>
        System.IO.Path.Combine(directory, Prefix + RandomNumberGenerator.GetHexString(12, lowercase: true));

    // If its process is only suspended, the process does not find the folder again, instead of sharing it. Windows lets nobody remove
    // the lock of a living process, and moves no folder with an open file.
    private static string MoveAway(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return path;
        }

        var newPath = NewPath(System.IO.Path.GetDirectoryName(path)!);
        Directory.Move(path, newPath);
        return newPath;
    }

    private string Segment(string destination, string name) => System.IO.Path.Combine(Path, destination, name);
}
