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
            var headers = Batches.Count(batch => EndOf(Array.IndexOf(Batches, batch)) - batch.Length <= cut);
            var spool = killed.Open();
            Assert.Equal(whole.Length, spool.Total.Spans);
            Assert.Equal(headers - whole.Length, killed.Diary.SpansDropped);
            Assert.True(Append(spool, "a", "after"));
            using var again = killed.Killed();
            Assert.Equal([.. whole, "after"], Drain(again.Open(), "a"));
            Assert.Empty(again.Segments);
        }
    }

    [Fact]
    public void A_single_wrong_bit_costs_the_batch_that_it_is_in()
    {
        Write();
        var bytes = File.ReadAllBytes(_directory.Segments.Single());
        for (var position = 0; position < bytes.Length; position++)
        {
            using var killed = _directory.Killed();
            var damaged = (byte[])bytes.Clone();
            damaged[position] ^= 0x10;
            File.WriteAllBytes(killed.Segments.Single(), damaged);

            var spool = killed.Open();

            Assert.Equal(LeftOf(position), Drain(spool, "a"));
            Assert.Equal(default, spool.Total);
            Assert.Empty(killed.Segments);

            // The number of spans is known if the header is sound.
            var batch = Array.FindIndex(Batches, batch => position < EndOf(Array.IndexOf(Batches, batch)));
            var (inRecord, inHeader) = (position >= Header, position < EndOf(batch) - Batches[batch].Length);
            Assert.Equal(inRecord ? RecordHeader + Batches[batch].Length : 0, spool.Damaged.Bytes);
            Assert.Equal(inRecord && !inHeader ? 1 : 0, spool.Damaged.Spans);
            Assert.Equal(spool.Damaged.Spans, killed.Diary.SpansDropped);
            Assert.Equal(inRecord ? 1 : 0, killed.Log.Lines.Count(line => line.StartsWith("Warning: ", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void The_log_names_the_file_the_bytes_and_the_spans()
    {
        Write();
        using var killed = _directory.Killed();
        var path = killed.Segments.Single();
        Damage(path, EndOf(0) - 1);
        Damage(path, EndOf(1) - 1);

        Drain(killed.Open(), "a");

        Assert.Equal(
            [
                $"Warning: {RecordHeader + Batches[0].Length + RecordHeader} bytes of {path} are damaged and cannot be read. At least 1 spans are dropped; the batches that are whole are sent. Check the disk.",
                $"Information: The spool {killed.Path} has 2 spans of an earlier process for a.",
            ],
            killed.Log.Lines);
    }

    [Fact]
    public void A_damaged_header_in_a_closed_file_costs_no_other_batch()
    {
        var spool = _directory.Open(options => options with { SegmentBytes = 200 });
        Assert.All(Batches, batch => Assert.True(Append(spool, "a", batch)));
        Assert.True(Append(spool, "a", "in the next file, which is longer than what is left of the first one", 5));
        spool.Dispose();
        Assert.Equal(2, _directory.Segments.Length);
        var length = new FileInfo(_directory.Segments[0]).Length;
        Damage(_directory.Segments[0], EndOf(0) + 4);
        Damage(_directory.Segments[0], EndOf(2) - 1);

        var next = _directory.Open();

        // Nothing is cut off a file that was closed, and what is damaged in its middle is found by reading it.
        Assert.Equal(length, new FileInfo(_directory.Segments[0]).Length);
        Assert.Equal([Batches[0], Batches[3], "in the next file, which is longer than what is left of the first one"], Drain(next, "a"));
        Assert.Equal(1, _directory.Diary.SpansDropped);
        Assert.Equal(RecordHeader + RecordHeader + Batches[2].Length, next.Damaged.Bytes);
        Assert.Empty(_directory.Segments);
    }

    [Fact]
    public void Many_damaged_files_have_ten_lines_a_minute()
    {
        var spool = _directory.Open();
        foreach (var destination in Enumerable.Range(0, 30))
        {
            Append(spool, $"{destination}", "a batch");
        }

        spool.Dispose();
        Array.ForEach(_directory.Segments, path => Damage(path, Header + RecordHeader));
        _directory.Open();

        Assert.Equal(10, _directory.Log.Lines.Count(line => line.Contains(" are damaged and cannot be read.", StringComparison.Ordinal)));
        _directory.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("Warning: 20 more warnings about files of the spool were left out in the last minute.", _directory.Log.Lines.Last());
        Assert.Equal(30, _directory.Diary.SpansDropped);
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
    public void A_header_damaged_while_the_file_is_open_loses_its_batch()
    {
        var spool = Write();
        Read(spool, "a", out var first);
        Damage(EndOf(1) + 4);

        Assert.Equal([Batches[1], Batches[3]], Drain(spool, "a"));
        Assert.Equal(["a: 1 Damaged"], _directory.Diary.Lines);
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
        var index = Array.FindIndex(Batches, batch => position < EndOf(Array.IndexOf(Batches, batch)));
        return position < Header ? Batches : [.. Batches[..index], .. Batches[(index + 1)..]];
    }

    private FileSpool Write()
    {
        var spool = _directory.Open();
        Assert.All(Batches, batch => Assert.True(Append(spool, "a", batch)));
        return spool;
    }

    private void Damage(int position) => Damage(_directory.Segments.Single(), position);

    private static void Damage(string path, int position)
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Position = position;
        var damaged = (byte)(file.ReadByte() ^ 0x41);
        file.Position = position;
        file.WriteByte(damaged);
    }
}
