using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using TracedLlm.Export.Spool;
using TracedLlm.Testing.Waiting;
using static TracedLlm.Export.Tests.Spool.SpoolDirectory;

namespace TracedLlm.Export.Tests.Spool;

/// <summary>Things in the directory that the spool has not written are left alone, and stop nothing.</summary>
public sealed class SpoolOddFilesTests : IDisposable
{
    private readonly SpoolDirectory _directory = new();
    private readonly List<Socket> _sockets = [];

    [Theory]
    [InlineData("pipe", "x.spans")]
    [InlineData("socket", "x.spans")]
    [InlineData("directory", "x.spans")]
    [InlineData("link to a file", "x.spans")]
    [InlineData("link to nothing", "x.spans")]
    [InlineData("link to itself", "x.spans")]
    [InlineData("text", "x.spans")]
    [InlineData("large file", "x.spans")]
    [InlineData("pipe", "notes")]
    [InlineData("text", "notes.txt")]
    public async Task Odd_things_among_the_files_are_left_alone_with_one_warning(string kind, string name)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Append(_directory.Open(), "a", "one");
        using var killed = _directory.Killed();
        var path = Path.Combine(Path.GetDirectoryName(killed.Segments.Single())!, name);
        Make(kind, path);

        // Nobody writes into the pipe.
        var spool = await Task.Run(() => killed.Open()).WaitAsync(Patience.Default);
        killed.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(["one"], Drain(spool, "a"));
        Assert.Single(killed.Log.Lines, line => line.StartsWith($"Warning: {path} is in the spool but was not written by this version; it is left alone: ", StringComparison.Ordinal));
        Assert.Single(killed.Log.Lines, line => !line.StartsWith("Information: ", StringComparison.Ordinal));
        Assert.NotEqual(default, new SpoolEntry(path, new FileInfo(path).Attributes));
        Assert.Contains(path, Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!));
        Assert.True(Append(spool, "a", "two"));
        Assert.Equal(["two"], Drain(spool, "a"));
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("text")]
    [InlineData("link to a file")]
    [InlineData("link to a directory")]
    [InlineData("link to itself")]
    public async Task Odd_things_among_the_folders_and_destinations_are_left_alone(string kind)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Append(_directory.Open(), "a", "one");
        using var killed = _directory.Killed();
        var folder = SpoolFolder.All(killed.Path).Single().Path;
        string[] paths = [Path.Combine(killed.Path, "process-0"), Path.Combine(folder, "0")];
        Array.ForEach(paths, path => Make(kind, path));

        var spool = await Task.Run(() => killed.Open()).WaitAsync(Patience.Default);
        killed.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(["one"], Drain(spool, "a"));
        Assert.All(paths, path => Assert.Single(killed.Log.Lines, line => line.Contains($"{path} is in the spool but was not written", StringComparison.Ordinal)));
        Assert.All(paths, path => Assert.Contains(path, Directory.GetFileSystemEntries(Path.GetDirectoryName(path)!)));
    }

    [Fact]
    public void A_folder_that_cannot_be_taken_over_does_not_keep_the_others()
    {
        using var left = new SpoolDirectory();
        Append(left.Open(), "a", "one");
        using var killed = left.Killed();
        Directory.CreateDirectory(Path.Combine(killed.Path, "process-0", "lock"));
        Directory.CreateDirectory(Path.Combine(killed.Path, "process-1"));
        Directory.SetLastWriteTimeUtc(Path.Combine(killed.Path, "process-0"), DateTime.UnixEpoch);

        Assert.Equal(["one"], Drain(killed.Open(), "a"));
        Assert.Single(killed.Log.Lines, line => line.Contains("process-0 is in the spool but was not written by this version; it is left alone: its lock is a directory.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("socket")]
    [InlineData("directory")]
    [InlineData("link to a file")]
    [InlineData("link to a directory")]
    [InlineData("link to nothing")]
    [InlineData("link to itself")]
    public void A_folder_with_something_else_in_the_place_of_its_lock_is_left_alone_with_one_warning(string kind)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Append(_directory.Open(), "a", "one");
        using var killed = _directory.Killed();
        var folder = SpoolFolder.All(killed.Path).Single().Path;
        File.Delete(Path.Combine(folder, "lock"));
        Make(kind, Path.Combine(folder, "lock"));
        Directory.SetLastWriteTimeUtc(folder, DateTime.UnixEpoch);

        var spool = killed.Open();
        killed.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Empty(spool.Destinations);
        var line = Assert.Single(killed.Log.Lines);
        Assert.StartsWith($"Warning: {folder} is in the spool but was not written by this version; it is left alone: ", line, StringComparison.Ordinal);
        Assert.Contains(kind.Split(' ')[0] switch { "socket" => "No such device", "directory" => "its lock is a directory", _ => "its lock is a link" }, line, StringComparison.Ordinal);

        // The operator removes it.
        RemoveEntry(Path.Combine(folder, "lock"));
        Directory.SetLastWriteTimeUtc(folder, DateTime.UnixEpoch);
        killed.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["one"], Drain(spool, "a"));
        Assert.Single(killed.Log.Lines, text => text.StartsWith("Warning: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("lock")]
    [InlineData("destination")]
    public void What_another_user_has_written_is_left_alone_with_one_warning(string kind)
    {
        // Only root can be another user.
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return;
        }

        Append(_directory.Open(), "a", "one");
        Append(_directory.Open(), "b", "two");
        using var killed = _directory.Killed();
        var path = killed.Segments.Single(file => Path.GetDirectoryName(file)!.EndsWith("/a", StringComparison.Ordinal));
        var destination = Path.GetDirectoryName(path)!;
        var folder = Path.GetDirectoryName(destination)!;
        foreach (var entry in Directory.GetFileSystemEntries(killed.Path, "*", SearchOption.AllDirectories).Append(killed.Path))
        {
            File.SetUnixFileMode(entry, (UnixFileMode)511);
        }

        var refused = kind switch { "lock" => Path.Combine(folder, "lock"), "folder" => folder, _ => destination };
        File.SetUnixFileMode(refused, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        IReadOnlyList<string> batches;
        FileSpool spool;
        Assert.Equal(0, SetFileUser(65534));
        try
        {
            spool = killed.Open();
            killed.Clock.Advance(TimeSpan.FromMinutes(1));
            batches = Drain(spool, "b");
        }
        finally
        {
            _ = SetFileUser(0);
        }

        Assert.Equal(["two"], batches);
        Assert.DoesNotContain("a", spool.Destinations);
        var line = Assert.Single(killed.Log.Lines, text => text.StartsWith("Warning: ", StringComparison.Ordinal));
        Assert.StartsWith($"Warning: {(kind == "destination" ? destination : folder)} is in the spool, but the user of the gateway may not read or write it: ", line, StringComparison.Ordinal);

        Assert.Equal(0, spool.Failures);

        // The right user finds the spans.
        spool.Dispose();
        Assert.Equal(["one"], Drain(killed.Open(), "a"));
    }

    [Fact]
    public void A_file_that_may_not_be_read_is_left_alone()
    {
        // Root may read every file.
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            return;
        }

        var spool = _directory.Open(options => options with { SegmentBytes = 40 });
        Append(spool, "a", "one");
        Append(spool, "a", "two");
        spool.Dispose();
        var path = _directory.Segments[0];
        File.SetUnixFileMode(path, UnixFileMode.None);

        Assert.Equal(["two"], Drain(_directory.Open(), "a"));
        Assert.Single(_directory.Log.Lines, line => line.StartsWith($"Warning: {path} ", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _sockets.ForEach(socket => socket.Dispose());
        _directory.Dispose();
    }

    // Of this thread, and only for access to files.
    [DllImport("libc", EntryPoint = "setfsuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetFileUser(uint user);

    private static void RemoveEntry(string path)
    {
        if (Directory.Exists(path) && (File.GetAttributes(path) & FileAttributes.ReparsePoint) == 0)
        {
            Directory.Delete(path);
        }
        else
        {
            File.Delete(path);
        }
    }

    private void Make(string kind, string path)
    {
        switch (kind)
        {
            case "pipe":
                using (var made = Process.Start("mkfifo", [path]))
                {
                    made.WaitForExit();
                }

                break;
            case "socket":
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                socket.Bind(new UnixDomainSocketEndPoint(path));
                _sockets.Add(socket);
                break;
            case "directory":
                Directory.CreateDirectory(path);
                break;
            case "link to a file":
                var target = Path.Combine(_directory.Path, "target");
                File.WriteAllText(target, "The text of a file elsewhere.");
                File.CreateSymbolicLink(path, target);
                break;
            case "link to a directory":
                File.CreateSymbolicLink(path, _directory.Path);
                break;
            case "link to nothing":
                File.CreateSymbolicLink(path, path + ".gone");
                break;
            case "link to itself":
                File.CreateSymbolicLink(path, path);
                break;
            case "large file":
                using (var large = File.Create(path))
                {
                    large.SetLength(1L << 40);
                    large.Write("Some text, and then a terabyte without a byte on disk."u8);
                }

                break;
            default:
                File.WriteAllText(path, "Some text, longer than the header of a file of the spool.");
                break;
        }
    }
}
