using System.Diagnostics;
using TracedLlm.Export.Spool;
using TracedLlm.Testing.Waiting;
using static TracedLlm.Export.Tests.Spool.SpoolDirectory;

namespace TracedLlm.Export.Tests.Spool;

/// <summary>The files of the spool, and its behaviour with a failing disk.</summary>
public sealed class SpoolDiskTests : IDisposable
{
    private readonly SpoolDirectory _directory = new();

    [Fact]
    public void Only_its_owner_may_read_it()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var root = Path.Combine(_directory.Path, "below", "spool");
        using var spool = _directory.Open(options => options with { Directory = root });
        Append(spool, "a", "one");

        string[] directories = [root, .. Directory.GetDirectories(root, "*", SearchOption.AllDirectories)];
        var files = Directory.GetFiles(root, "*", SearchOption.AllDirectories);
        Assert.Equal(3, directories.Length);
        Assert.Equal(2, files.Length);
        Assert.All(directories, path => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, Mode(path)));
        Assert.All(files, path => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, Mode(path)));

        static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);
    }

    [Fact]
    public void A_failing_disk_is_reported_once_until_a_write_succeeds()
    {
        var spool = _directory.Open();
        var inTheWay = Path.Combine(SpoolFolder.All(_directory.Path).Single().Path, "a");
        File.WriteAllText(inTheWay, "");

        Assert.False(Append(spool, "a", "one"));
        Assert.False(Append(spool, "a", "two"));
        Assert.True(spool.Failures >= 2);
        Assert.Equal([$"Error: The spool {_directory.Path} fails. Spans that it does not take stay in memory, within the bounds of memory."], _directory.Log.Lines);
        Assert.Equal(default, spool.Total);

        File.Delete(inTheWay);
        Assert.True(Append(spool, "a", "three"));
        Assert.True(Append(spool, "a", "four"));
        Assert.Equal($"Information: The spool {_directory.Path} works again.", _directory.Log.Lines.Last());
        Assert.Equal(2, _directory.Log.Lines.Count);
        Assert.Equal(["three", "four"], Drain(spool, "a"));
        Assert.Empty(_directory.Diary.Lines);
    }

    [Fact]
    public void A_file_that_cannot_be_removed_is_not_sent_again_and_is_removed_later()
    {
        // Root may remove every file: tests/Faults.Tests has a gateway without that right.
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            return;
        }

        var spool = _directory.Open();
        Append(spool, "a", "one");
        var folder = Path.GetDirectoryName(_directory.Segments[0])!;
        var mode = File.GetUnixFileMode(folder);
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assert.Equal(["one"], Drain(spool, "a"));
        Assert.Single(_directory.Segments);
        using var killed = _directory.Killed();
        Assert.Empty(Drain(killed.Open(), "a"));

        File.SetUnixFileMode(folder, mode);
        _directory.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(_directory.Segments);
    }

    [Fact]
    public void A_full_disk_refuses_a_batch_and_loses_no_other_batch()
    {
        if (!File.Exists("/dev/full"))
        {
            return;
        }

        var spool = _directory.Open();
        Append(spool, "a", "one");
        var path = _directory.Segments.Single();

        // So many others that the file is closed in between.
        foreach (var other in Enumerable.Range(0, 100))
        {
            Append(spool, $"other {other}", "x");
        }

        File.Move(path, path + ".kept");
        File.CreateSymbolicLink(path, "/dev/full");
        Assert.False(Append(spool, "a", "two"));
        Assert.True(spool.Failures > 0);
        Assert.StartsWith("Error: ", _directory.Log.Lines.Single(), StringComparison.Ordinal);
        spool.Dispose();
        File.Delete(path);
        File.Move(path + ".kept", path);

        var next = _directory.Open();
        Assert.True(Append(next, "a", "three"));
        Assert.Equal(["one", "three"], Drain(next, "a"));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("file/below")]
    [InlineData("null\0character")]
    public void A_directory_that_cannot_be_used_ends_the_program_with_the_settings_name(string name)
    {
        var path = Path.Combine(_directory.Path, name);
        File.WriteAllText(Path.Combine(_directory.Path, "file"), "");

        var error = Assert.Throws<InvalidOperationException>(() => _directory.Open(options => options with { Directory = path }));

        Assert.StartsWith($"TracedLlm:Spool is '{path}', which cannot be used (", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("). Allowed: directories on a local disk that the gateway can make and write to.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_start_fails_if_files_cannot_be_locked(bool hasFolders)
    {
        if (hasFolders)
        {
            Append(_directory.Open(), "a", "one");
        }

        var start = new ProcessStartInfo("dotnet", [typeof(SpoolWriter).Assembly.Location, _directory.Path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "1";
        using var patience = new CancellationTokenSource(Patience.Default);
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync(patience.Token);
        var complaint = await process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);

        Assert.Empty(await said);
        Assert.Contains(
            $"TracedLlm:Spool is '{_directory.Path}', which cannot be used (files cannot be locked there). Allowed: directories on a local disk",
            complaint,
            StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();
}
