using TracedLlm.Export.Spool;
using static TracedLlm.Export.Tests.Spool.SpoolDirectory;

namespace TracedLlm.Export.Tests.Spool;

/// <summary>Something removes files, folders and locks of the spool: a cleaner of temporary files, an operator.</summary>
public sealed class SpoolRemovalTests : IDisposable
{
    private static readonly TimeSpan Sweep = TimeSpan.FromMinutes(1);

    private readonly SpoolDirectory _directory = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_folder_without_its_lock_is_taken_over_at_the_start_and_by_running_processes(bool isRunning)
    {
        using var killed = LeaveFolder("one", "two");
        var running = isRunning ? Start(killed) : null;
        RemoveLock(killed, Folders(killed)[0], TimeSpan.FromMinutes(6));

        var spool = running ?? killed.Open();
        killed.Clock.Advance(Sweep);

        Assert.Equal(["a: 2 recovered"], killed.Diary.Lines);
        Assert.Equal(["one", "two"], Drain(spool, "a"));
        Assert.Single(Folders(killed));
    }

    [Fact]
    public void A_folder_whose_lock_was_removed_a_moment_ago_may_have_a_living_process()
    {
        using var killed = LeaveFolder("one");
        RemoveLock(killed, Folders(killed)[0], TimeSpan.FromMinutes(4));

        var spool = killed.Open();
        Assert.Empty(spool.Destinations);

        // The next sweep after five minutes.
        killed.Clock.Advance(Sweep + Sweep);
        Assert.Equal(["one"], Drain(spool, "a"));
    }

    [Fact]
    public void Two_processes_do_not_both_take_a_folder_without_its_lock()
    {
        using var killed = LeaveFolder("one", "two", "three");
        var folder = Folders(killed)[0];
        RemoveLock(killed, folder, TimeSpan.FromHours(1));
        var taken = new SpoolFolder?[8];

        Parallel.For(0, taken.Length, index => taken[index] = SpoolFolder.TryTake(folder, killed.Clock.GetUtcNow()));

        var one = Assert.Single(taken, other => other is not null)!;
        Assert.True(one.IsLocked);
        Assert.Single(Folders(killed));
        one.Dispose();
        Assert.Equal(["one", "two", "three"], Drain(killed.Open(), "a"));
    }

    [Fact]
    public void A_running_process_makes_its_lock_again()
    {
        var spool = _directory.Open();
        Append(spool, "a", "one");
        var folder = Folders(_directory).Single();
        File.Delete(Path.Combine(folder, "lock"));

        _directory.Clock.Advance(Sweep);

        Assert.Null(SpoolFolder.TryTake(folder, _directory.Clock.GetUtcNow()));
        Assert.Equal(
            [$"Warning: The folder {folder} or its lock was removed by something else while the gateway used it. The gateway has made it again. Exclude the spool from the cleaning of temporary files."],
            _directory.Log.Lines);
        Assert.Empty(_directory.Open().Destinations);
        Assert.Equal(["one"], Drain(spool, "a"));
        _directory.Clock.Advance(Sweep);
        Assert.Single(_directory.Log.Lines);
    }

    [Fact]
    public void A_lock_that_something_else_has_made_again_is_locked_again()
    {
        var spool = _directory.Open();
        Append(spool, "a", "one");
        var folder = Folders(_directory).Single();
        File.Delete(Path.Combine(folder, "lock"));
        File.WriteAllText(Path.Combine(folder, "lock"), "");

        _directory.Clock.Advance(Sweep);

        Assert.Null(SpoolFolder.TryTake(folder, _directory.Clock.GetUtcNow()));
        Assert.Equal(["one"], Drain(spool, "a"));
    }

    [Fact]
    public void A_process_that_was_suspended_without_its_lock_loses_nothing()
    {
        var suspended = _directory.Open();
        Append(suspended, "a", "one");
        RemoveLock(_directory, Folders(_directory).Single(), TimeSpan.FromHours(1));
        var other = _directory.Open();
        Assert.Equal(["one"], Drain(other, "a"));
        Append(suspended, "a", "two");

        _directory.Clock.Advance(Sweep);

        // What the other process has sent may come again, with the same ids.
        Assert.Equal(2, Folders(_directory).Length);
        Assert.Equal(["one", "two"], Drain(suspended, "a"));
        Assert.Empty(Drain(other, "a"));
        Assert.Equal(default, suspended.Damaged);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("destination")]
    [InlineData("folder")]
    [InlineData("directory")]
    [InlineData("folder, made again")]
    public void Batches_in_removed_files_are_written_again(string removed)
    {
        var spool = _directory.Open();
        Append(spool, "a", "acknowledged");
        Append(spool, "a", "one");
        Append(spool, "a", "two");
        Append(spool, "b", "of another destination");
        Read(spool, "a", out var first);
        spool.Acknowledge(first);
        Read(spool, "a", out var sending);
        var file = _directory.Segments[0];
        var destination = Path.GetDirectoryName(file)!;
        var folder = Path.GetDirectoryName(destination)!;
        Action remove = removed switch
        {
            "file" => () => File.Delete(file),
            "destination" => () => Directory.Delete(destination, recursive: true),
            "directory" => () => Directory.Delete(_directory.Path, recursive: true),
            _ => () => Directory.Delete(folder, recursive: true),
        };
        remove();
        if (removed == "folder, made again")
        {
            Directory.CreateDirectory(folder);
        }

        Append(spool, "a", "three");
        _directory.Clock.Advance(Sweep);
        Append(spool, "a", "four");

        using (var killed = _directory.Killed())
        {
            var next = killed.Open();
            Assert.Equal(["one", "two", "three", "four"], Drain(next, "a"));
            Assert.Equal(["of another destination"], Drain(next, "b"));
        }

        spool.Release(sending);
        Assert.Equal(["one", "two", "three", "four"], Drain(spool, "a"));
        Assert.Equal(["of another destination"], Drain(spool, "b"));
        Assert.Empty(_directory.Diary.Lines);
        Assert.Equal(0, spool.Failures);
        Assert.Contains(_directory.Log.Lines, line => line.StartsWith($"Warning: {file} was removed by something else while the gateway used it. Its batches were written again, to {file}.", StringComparison.Ordinal));
        Assert.Equal(default, spool.Total);
    }

    [Fact]
    public void A_file_that_was_replaced_stays_and_its_batches_are_written_to_another()
    {
        var spool = _directory.Open();
        Append(spool, "a", "one");
        var path = _directory.Segments.Single();
        File.Delete(path);
        File.WriteAllText(path, "somebody's");

        _directory.Clock.Advance(Sweep);

        Assert.Equal(["one"], Drain(spool, "a"));
        Assert.Equal("somebody's", File.ReadAllText(path));
    }

    [Fact]
    public void A_file_that_was_replaced_by_a_longer_one_stays()
    {
        var spool = _directory.Open();
        Append(spool, "a", "one");
        var path = _directory.Segments.Single();
        File.Delete(path);
        File.WriteAllText(path, new('x', 1_000));

        _directory.Clock.Advance(Sweep);

        using (var killed = _directory.Killed())
        {
            Assert.Equal(["one"], Drain(killed.Open(), "a"));
        }

        Assert.Equal(["one"], Drain(spool, "a"));
        Assert.Equal(new('x', 1_000), File.ReadAllText(path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    public void Batches_after_a_backup_was_restored_outlive_the_process(int more)
    {
        var spool = _directory.Open();
        Append(spool, "a", "one");
        var path = _directory.Segments.Single();
        byte[] backup = [.. Bytes(path), .. new byte[more]];
        File.Delete(path);
        File.WriteAllBytes(path, backup);
        Append(spool, "a", "two");
        Append(spool, "a", "three");

        _directory.Clock.Advance(Sweep);

        using (var killed = _directory.Killed())
        {
            Assert.Equal(["one", "two", "three"], Drain(killed.Open(), "a").Order(StringComparer.Ordinal).OrderBy(text => text.Length == 5));
        }

        Assert.Equal(["one", "two", "three"], Drain(spool, "a"));
        Assert.Equal(default, spool.Damaged);
    }

    [Fact]
    public void A_whole_copy_in_the_place_of_a_file_is_used_in_its_place()
    {
        var spool = _directory.Open();
        Append(spool, "a", "one");
        Append(spool, "a", "two");
        var path = _directory.Segments.Single();
        var backup = Bytes(path);
        Read(spool, "a", out var first);
        spool.Acknowledge(first);
        File.Delete(path);
        File.WriteAllBytes(path, backup);

        _directory.Clock.Advance(Sweep);

        Assert.Equal([path], _directory.Segments);
        Assert.Empty(_directory.Log.Lines);
        Assert.Equal(["two"], Drain(spool, "a"));
        Assert.Empty(_directory.Segments);
    }

    [Fact]
    public void Batches_in_removed_files_that_were_not_open_are_counted_within_a_sweep()
    {
        var spool = _directory.Open();
        Append(spool, "a", "one", 3);
        Append(spool, "a", "two", 4);
        Read(spool, "a", out var sending);
        var path = _directory.Segments.Single();
        foreach (var other in Enumerable.Range(0, 100))
        {
            Append(spool, $"other {other}", "x");
        }

        File.Delete(path);
        _directory.Clock.Advance(Sweep);

        Assert.Equal(["a: 4 Damaged"], _directory.Diary.Lines);
        Assert.Equal([$"Warning: {path} was removed by something else while the gateway used it. 31 bytes with 4 spans are lost. Exclude the spool from the cleaning of temporary files."], _directory.Log.Lines);
        Assert.Equal(_directory.Bytes, spool.Total.Bytes);
        Assert.Equal(3, spool.Count("a").Spans);
        spool.Release(sending);
        Assert.Null(Read(spool, "a", out _));
        Assert.Equal(["a: 4 Damaged", "a: 3 Damaged"], _directory.Diary.Lines);
        Assert.True(Append(spool, "a", "three"));
        Assert.Equal(["three"], Drain(spool, "a"));
        Assert.Equal(0, spool.Failures);
    }

    [Fact]
    public void A_batch_for_a_removed_file_that_was_not_open_goes_to_a_new_file()
    {
        var spool = _directory.Open();
        Append(spool, "a", "one", 3);
        var path = _directory.Segments.Single();
        foreach (var other in Enumerable.Range(0, 100))
        {
            Append(spool, $"other {other}", "x");
        }

        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);

        Assert.True(Append(spool, "a", "two", 4));
        Assert.Equal(["a: 3 Damaged"], _directory.Diary.Lines);
        Assert.Equal(["two"], Drain(spool, "a"));
        Assert.Equal(0, spool.Failures);
    }

    [Fact]
    public void A_file_that_was_cut_is_counted_within_a_sweep()
    {
        var spool = _directory.Open();
        Append(spool, "a", "one", 3);
        Append(spool, "a", "two", 4);
        Append(spool, "a", "three", 5);
        using (var file = File.Open(_directory.Segments.Single(), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete))
        {
            file.SetLength(file.Length - "three".Length - 30);
        }

        _directory.Clock.Advance(Sweep);

        Assert.Equal(["a: 9 Damaged"], _directory.Diary.Lines);
        Assert.True(Append(spool, "a", "four"));
        Assert.Equal(["one", "four"], Drain(spool, "a"));
        Assert.Equal(default, spool.Total);
    }

    [Fact]
    public void Removed_files_are_written_again_when_the_process_stops()
    {
        var spool = _directory.Open();
        Append(spool, "a", "one");
        File.Delete(_directory.Segments.Single());
        spool.Dispose();

        Assert.Equal(["one"], Drain(_directory.Open(), "a"));
    }

    public void Dispose() => _directory.Dispose();

    private static byte[] Bytes(string path)
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static string[] Folders(SpoolDirectory directory) => [.. SpoolFolder.All(directory.Path).Select(folder => folder.Path)];

    // The time of the file system is not that of the test.
    private static void RemoveLock(SpoolDirectory directory, string folder, TimeSpan ago)
    {
        File.Delete(Path.Combine(folder, "lock"));
        Directory.SetLastWriteTimeUtc(folder, (directory.Clock.GetUtcNow() - ago).UtcDateTime);
    }

    private static FileSpool Start(SpoolDirectory directory)
    {
        // The folder of the ended process is locked meanwhile, so that the running one has its own.
        using var folder = SpoolFolder.TryTake(Folders(directory)[0], directory.Clock.GetUtcNow());
        return directory.Open();
    }

    private static SpoolDirectory LeaveFolder(params string[] batches)
    {
        using var ended = new SpoolDirectory();
        var spool = ended.Open();
        Array.ForEach(batches, batch => Append(spool, "a", batch));
        return ended.Killed();
    }
}
