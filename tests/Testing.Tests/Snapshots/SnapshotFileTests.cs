using TracedLlm.Testing.Snapshots;

namespace TracedLlm.Testing.Tests.Snapshots;

public sealed class SnapshotFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("snapshots");

    private string FilePath => Path.Combine(_folder.FullName, "Snapshots", "tree.txt");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_missing_file_fails_and_is_not_created()
    {
        var exception = Assert.Throws<SnapshotMismatchException>(() => new SnapshotFile(FilePath).Match("text", update: false));

        Assert.Contains("UPDATE_SNAPSHOTS=1", exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public void An_update_writes_the_file_with_one_line_feed_at_its_end()
    {
        new SnapshotFile(FilePath).Match("one\r\ntwo\r\n", update: true);

        Assert.Equal("one\ntwo\n", File.ReadAllText(FilePath));
    }

    [Fact]
    public void Line_ends_do_not_count()
    {
        new SnapshotFile(FilePath).Match("one\ntwo", update: true);
        File.WriteAllText(FilePath, "one\r\ntwo\r\n");

        new SnapshotFile(FilePath).Match("one\ntwo\n", update: false);
    }

    [Fact]
    public void A_difference_is_shown_in_place_and_leaves_the_file_alone()
    {
        new SnapshotFile(FilePath).Match("one\ntwo\nthree\nfour", update: true);

        var exception = Assert.Throws<SnapshotMismatchException>(
            () => new SnapshotFile(FilePath).Match("one\n2\nthree\nfour\nfive", update: false));

        Assert.EndsWith("\n\n  one\n- two\n+ 2\n  three\n  four\n+ five", exception.Message, StringComparison.Ordinal);
        Assert.Equal("one\ntwo\nthree\nfour\n", File.ReadAllText(FilePath));
    }
}
