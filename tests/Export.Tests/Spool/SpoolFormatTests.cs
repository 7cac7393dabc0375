using System.Buffers.Binary;
using System.Text;
using TracedLlm.Export.Spool;
using static TracedLlm.Export.Tests.Spool.SpoolDirectory;

namespace TracedLlm.Export.Tests.Spool;

/// <summary>Files of other versions, and batches that look like records.</summary>
public sealed class SpoolFormatTests : IDisposable
{
    private const int Header = 32;

    private readonly SpoolDirectory _directory = new();

    [Fact]
    public void Files_of_version_1_are_read_from_their_position()
    {
        var batches = new[] { "acknowledged", "one", "two" };
        var path = Put(WriteFirstVersion(batches, Header + SpoolRecord.Size + batches[0].Length));

        var spool = _directory.Open();

        Assert.Equal(["a: 2 recovered"], _directory.Diary.Lines);
        Assert.Equal(["one", "two"], Drain(spool, "a"));
        Assert.Empty(_directory.Segments);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Damage_in_a_file_of_version_1_costs_what_is_damaged()
    {
        var bytes = WriteFirstVersion(["one", "two", "three"], Header);
        bytes[3] ^= 1;
        bytes[Header + SpoolRecord.Size + "one".Length + 5] ^= 1;
        Put(bytes);

        Assert.Equal(["one", "three"], Drain(_directory.Open(), "a"));
    }

    [Fact]
    public void Files_of_a_later_version_are_left_alone()
    {
        var bytes = WriteFirstVersion(["one"], Header);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), 3);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(28), Crc32C.Compute(bytes.AsSpan(0, 16)));
        var path = Put(bytes);

        Assert.Empty(_directory.Open().Destinations);

        Assert.Equal(bytes, File.ReadAllBytes(path));
        Assert.Equal(
            [$"Warning: {path} is in the spool but was not written by this version; it is left alone: it has no batch that this version can read. Remove it if nothing else needs it."],
            _directory.Log.Lines);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_record_in_the_text_of_a_batch_is_never_sent(bool isKilledWhileWriting)
    {
        // A caller may write anything into a prompt, also a record of version 1.
        var forged = Record("forged span", salt: 0);
        var spool = _directory.Open();
        Append(spool, "a", "before");
        spool.TryAppend("a", forged, 1);
        Append(spool, "a", "after");
        spool.Dispose();
        var path = _directory.Segments.Single();
        using (var file = new FileStream(path, FileMode.Open))
        {
            var at = Header + SpoolRecord.Size + "before".Length;
            file.Position = at;
            file.Write(new byte[SpoolRecord.Size]);
            if (isKilledWhileWriting)
            {
                file.SetLength(at + SpoolRecord.Size + forged.Length);
            }
        }

        Assert.Equal(isKilledWhileWriting ? ["before"] : ["before", "after"], Drain(_directory.Open(), "a"));
    }

    [Fact]
    public void A_batch_that_its_process_could_not_finish_is_no_damage()
    {
        var spool = _directory.Open();
        Append(spool, "a", "one");
        spool.Dispose();
        var path = _directory.Segments.Single();
        using (var file = new FileStream(path, FileMode.Append))
        {
            file.Write([.. new byte[SpoolRecord.Size], .. "half of a batch"u8]);
        }

        var next = _directory.Open();

        Assert.Equal((0L, _directory.Bytes), (next.Damaged.Bytes, next.Total.Bytes));
        Assert.Equal(
            [
                $"Information: The last batch of {path} is incomplete: its process ended while it wrote the batch. It was not in the spool yet.",
                $"Information: The spool {_directory.Path} has 1 spans of an earlier process for a.",
            ],
            _directory.Log.Lines);
        Assert.Equal(["one"], Drain(next, "a"));
    }

    [Fact]
    public void Copies_of_a_file_are_sent_once()
    {
        var spool = _directory.Open();
        Append(spool, "a", "one", 2);
        Append(spool, "a", "two", 3);
        Append(spool, "a", "three", 4);
        Read(spool, "a", out var first);
        spool.Acknowledge(first);
        spool.Dispose();
        var path = _directory.Segments.Single();
        File.Copy(path, Path.Combine(Path.GetDirectoryName(path)!, "restored.spans"));

        var next = _directory.Open();

        Assert.Equal(["a: 7 recovered"], _directory.Diary.Lines);
        Assert.Equal(["two", "three"], Drain(next, "a"));
        Assert.Empty(_directory.Segments);
    }

    [Fact]
    public void A_folder_that_was_copied_is_sent_once()
    {
        var spool = _directory.Open();
        Append(spool, "a", "one", 2);
        Append(spool, "b", "two", 3);
        spool.Dispose();
        var folder = SpoolFolder.All(_directory.Path).Single().Path;
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_directory.Path, "process-of-a-backup", Path.GetRelativePath(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var next = _directory.Open();

        Assert.Equal(5, next.Total.Spans);
        Assert.Equal(["one"], Drain(next, "a"));
        Assert.Equal(["two"], Drain(next, "b"));
        Assert.Empty(_directory.Segments);
    }

    public void Dispose() => _directory.Dispose();

    private static byte[] Record(string text, uint salt)
    {
        byte[] bytes = [.. new byte[SpoolRecord.Size], .. Encoding.UTF8.GetBytes(text)];
        SpoolRecord.Create(bytes.AsSpan(SpoolRecord.Size), 1, new SpoolClock().GetUtcNow().ToUnixTimeMilliseconds()).Write(bytes, salt);
        return bytes;
    }

    private static byte[] WriteFirstVersion(string[] batches, long position)
    {
        var header = new byte[Header];
        "TLMSPOOL"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), 1);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), position);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(24), Crc32C.Compute(header.AsSpan(16, 8)));
        return [.. header, .. batches.SelectMany(batch => Record(batch, salt: 0))];
    }

    private string Put(byte[] bytes)
    {
        var folder = Path.Combine(_directory.Path, "process-0123456789ab");
        Directory.CreateDirectory(Path.Combine(folder, "a"));
        File.WriteAllBytes(Path.Combine(folder, "lock"), []);
        var path = Path.Combine(folder, "a", "08de76c5ab3f1c40-0123456789ab.spans");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
