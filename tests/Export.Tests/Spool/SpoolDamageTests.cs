using TracedLlm.Export.Spool;
using static TracedLlm.Export.Tests.Spool.SpoolDirectory;

namespace TracedLlm.Export.Tests.Spool;

/// <summary>A truncated or changed file loses only the affected batches.</summary>
public sealed class SpoolDamageTests : IDisposable
{
    private const int Header = 32;
    private const int RecordHeader = 28;

    // Their lengths differ, and one is empty.
    private static readonly string[] Batches = ["first batch", "", "a third, somewhat longer batch", "4th"];

    private readonly SpoolDirectory _directory = new();

    [Fact]
    public void A_file_truncated_at_any_position_keeps_its_complete_batches()
    {
        Write();
        var length = new FileInfo(_directory.Segments.Single()).Length;
        for (var cut = 0; cut <= length; cut++)
        {
            using var killed = _directory.Killed();
            using (var file = File.OpenWrite(killed.Segments.Single()))
            {
                file.SetLength(cut);
            }

            var whole = Batches.Where((_, index) => EndOf(index) <= cut).ToArray();
            var spool = killed.Open();
            Assert.Equal(whole.Length, spool.Total.Spans);
            Assert.True(Append(spool, "a", "after"));
            using var again = killed.Killed();
            Assert.Equal([.. whole, "after"], Drain(again.Open(), "a"));
            Assert.Empty(again.Segments);
        }
    }

    [Fact]
    public void A_single_wrong_byte_loses_its_batch_or_the_batches_behind_its_header()
    {
        Write();
        var bytes = File.ReadAllBytes(_directory.Segments.Single());
        for (var position = 0; position < bytes.Length; position++)
        {
            using var killed = _directory.Killed();
            var damaged = (byte[])bytes.Clone();
            damaged[position] ^= 0x41;
            File.WriteAllBytes(killed.Segments.Single(), damaged);

            var spool = killed.Open();

            Assert.Equal(LeftOf(position), Drain(spool, "a"));
            Assert.Equal(default, spool.Total);

            // A file of an unknown form is left alone.
            Assert.Equal(position < 12 ? 1 : 0, killed.Segments.Length);
            Assert.Equal(position < 12 ? 1 : 0, killed.Log.Lines.Count(line => line.StartsWith("Warning: ", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Bytes_that_go_wrong_while_it_is_open_are_counted()
    {
        var spool = Write();
        Damage(EndOf(2) - 1);

        Assert.Equal([Batches[0], Batches[1], Batches[3]], Drain(spool, "a"));
        Assert.Equal(["a: 1 Damaged"], _directory.Diary.Lines);
    }

    [Fact]
    public void A_header_damaged_while_the_file_is_open_loses_the_following_batches()
    {
        var spool = Write();
        Read(spool, "a", out var first);
        Damage(EndOf(1) + 4);

        Assert.Equal([Batches[1]], Drain(spool, "a"));
        Assert.Equal(["a: 2 Damaged"], _directory.Diary.Lines);
        Assert.Equal(1, spool.Total.Spans);
        spool.Release(first);
        Assert.True(Append(spool, "a", "after"));
        Assert.Equal([Batches[0], "after"], Drain(spool, "a"));
        Assert.Equal(default, spool.Total);
    }

    [Fact]
    public void A_spool_file_of_zeros_is_treated_as_never_written()
    {
        Write();
        using var killed = _directory.Killed();
        File.WriteAllBytes(killed.Segments.Single(), new byte[200]);

        Assert.Equal(default, killed.Open().Total);
        Assert.Empty(killed.Segments);
    }

    [Fact]
    public void Removed_files_are_counted_and_the_spool_continues()
    {
        var spool = Write();
        Read(spool, "a", out var batch);
        foreach (var other in Enumerable.Range(0, 100))
        {
            Append(spool, $"other {other}", "x");
        }

        Directory.Delete(Path.GetDirectoryName(_directory.Segments.First(path => path.Contains("/a/", StringComparison.Ordinal)))!, recursive: true);

        Assert.Null(Read(spool, "a", out _));
        Assert.Equal(["a: 3 Damaged"], _directory.Diary.Lines);
        spool.Acknowledge(batch);
        Assert.True(Append(spool, "a", "after"));
        Assert.Equal(["after"], Drain(spool, "a"));
    }

    public void Dispose() => _directory.Dispose();

    private static int EndOf(int index) => Header + Batches.Take(index + 1).Sum(batch => RecordHeader + batch.Length);

    private static string[] LeftOf(int position)
    {
        if (position < 12)
        {
            return [];
        }

        var index = Array.FindIndex(Batches, batch => position < EndOf(Array.IndexOf(Batches, batch)));
        return position < Header ? Batches
            : position < EndOf(index) - Batches[index].Length ? Batches[..index]
            : [.. Batches[..index], .. Batches[(index + 1)..]];
    }

    private FileSpool Write()
    {
        var spool = _directory.Open();
        Assert.All(Batches, batch => Assert.True(Append(spool, "a", batch)));
        return spool;
    }

    private void Damage(int position)
    {
        using var file = File.Open(_directory.Segments.Single(), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Position = position;
        var damaged = (byte)(file.ReadByte() ^ 0x41);
        file.Position = position;
        file.WriteByte(damaged);
    }
}
