using System.Text;
using TracedLlm.Export.Spool;
using static TracedLlm.Export.Tests.Spool.SpoolDirectory;

namespace TracedLlm.Export.Tests.Spool;

/// <summary>A spool that a process has left, and that is damaged before the next process opens it.</summary>
internal sealed class SpoolDamageRun : IDisposable
{
    private const int Header = 32;

    private readonly SpoolDirectory _directory;
    private readonly List<WrittenBatch> _batches = [];
    private int _names;
    private bool _isShifted;

    /// <param name="sizes">The sizes of the batches.</param>
    /// <param name="acknowledged">How many batches of each destination have arrived.</param>
    public SpoolDamageRun(IReadOnlyList<int> sizes, int acknowledged)
    {
        using var ended = new SpoolDirectory();
        var spool = ended.Open(options => options with { SegmentBytes = 400 });
        foreach (var (index, size) in sizes.Index())
        {
            var batch = new WrittenBatch(index % 3 == 0 ? "b" : "a", $"<{index}>".PadRight(5 + size, (char)('a' + (index % 26))), 1 + (index % 7));
            Assert.True(Append(spool, batch.Destination, batch.Text, batch.Spans));
            _batches.Add(batch);
            ended.Clock.Pass(TimeSpan.FromMilliseconds(index % 2));
        }

        foreach (var destination in new[] { "a", "b" })
        {
            foreach (var batch in _batches.Where(batch => batch.Destination == destination).Take(acknowledged))
            {
                Assert.Equal(batch.Text, Read(spool, destination, out var read));
                spool.Acknowledge(read);
                batch.IsAcknowledged = true;
            }
        }

        _directory = ended.Killed();
        foreach (var bytes in _directory.Segments.Select(File.ReadAllBytes))
        {
            foreach (var batch in _batches)
            {
                var at = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(batch.Text));
                batch.Record = at < 0 ? batch.Record : bytes[(at - SpoolRecord.Size)..(at + batch.Text.Length)];
            }
        }
    }

    public void Do(SpoolHarm harm)
    {
        _isShifted |= harm.Kind is SpoolHarmKind.Cut;
        if (harm.Kind == SpoolHarmKind.Lock)
        {
            RemoveLock();
        }
        else if (_directory.Segments is { Length: > 0 } files)
        {
            Damage(files[harm.File % files.Length], harm);
        }
    }

    /// <summary>Opens the damaged spool: every batch whose bytes are still there arrives once, and what is lost is counted.</summary>
    public void Check()
    {
        string[] files = _directory.Segments;
        byte[][] contents = [.. files.Select(File.ReadAllBytes)];
        var spool = _directory.Open(options => options with { SegmentBytes = 400 });
        var arrived = new List<string>();
        foreach (var destination in spool.Destinations)
        {
            arrived.AddRange(Drain(spool, destination));
        }

        Assert.Equal(arrived.Distinct(), arrived);
        Assert.Empty(arrived.Except(_batches.Select(batch => batch.Text)));
        var whole = _batches.Where(batch => contents.Any(bytes => Has(bytes, batch.Record))).ToArray();
        Assert.Empty(whole.Where(batch => !batch.IsAcknowledged && !contents.Any(bytes => IsHidden(bytes, batch))).Select(batch => batch.Text).Except(arrived));
        Assert.Empty(arrived.Except(whole.Select(batch => batch.Text)));
        Assert.Equal(default, spool.Total);
        CheckCounts(spool, [.. _batches.Except(whole).Where(batch => !batch.IsAcknowledged)], files, contents);
        Assert.Equal(0, spool.Failures);

        // Nothing comes again in the next process.
        spool.Dispose();
        Assert.Empty(_directory.Open().Destinations);
    }

    public void Dispose() => _directory.Dispose();

    private void CheckCounts(FileSpool spool, WrittenBatch[] lost, string[] files, byte[][] contents)
    {
        // A header that is left says how many spans there were. A file without anything sound is not known to be the spool's. The folder
        // has another name if its lock was missing.
        var read = contents.Where((_, index) => !_directory.Log.Lines.Any(line => line.Contains($"{Path.GetFileName(files[index])} is in the spool but", StringComparison.Ordinal))).ToArray();
        var known = lost.Where(batch => read.Any(bytes => Has(bytes, batch.Record.AsSpan(0, SpoolRecord.Size)))).ToArray();
        // Whole records that are missing may put the rest of a truncated one where an acknowledged batch was: only its bytes are counted then.
        Assert.True(
            (_isShifted && _batches.Exists(batch => batch.IsAcknowledged)) || known.Sum(batch => batch.Spans) <= _directory.Diary.SpansDropped,
            $"{_directory.Diary.SpansDropped} spans are counted: {string.Join(", ", known.Select(batch => batch.Text))}\n{string.Join('\n', _directory.Log.Lines)}");
        Assert.Equal(_directory.Diary.SpansDropped, spool.Damaged.Spans);

        // Without the header, but with a part of the record, there is a line in the log.
        if (lost.Any(batch => contents.Any(bytes => Has(bytes, Encoding.UTF8.GetBytes(batch.Text[..5])))))
        {
            Assert.Contains(_directory.Log.Lines, line => line.Contains("damaged", StringComparison.Ordinal)
                || line.Contains("incomplete", StringComparison.Ordinal)
                || line.Contains("left alone", StringComparison.Ordinal));
        }
    }

    private void RemoveLock()
    {
        var folder = SpoolFolder.All(_directory.Path).Single().Path;
        File.Delete(Path.Combine(folder, "lock"));
        Directory.SetLastWriteTimeUtc(folder, (_directory.Clock.GetUtcNow() - TimeSpan.FromHours(1)).UtcDateTime);
    }

    private void Damage(string path, SpoolHarm harm)
    {
        var bytes = File.ReadAllBytes(path);
        var at = bytes.Length == 0 ? 0 : harm.Offset % bytes.Length;
        var end = Math.Min(bytes.Length, at + harm.Length);
        switch (harm.Kind)
        {
            case SpoolHarmKind.Removal:
                File.Delete(path);
                return;
            case SpoolHarmKind.Copy:
                File.Copy(path, NewName(path, harm.Offset));
                return;
            case SpoolHarmKind.Reordering:
                File.Move(path, NewName(path, harm.Offset));
                return;
        }

        byte[] garbage = [.. Enumerable.Range(0, harm.Length).Select(index => (byte)(harm.Offset + (index * 37)))];
        File.WriteAllBytes(path, harm.Kind switch
        {
            SpoolHarmKind.Bit when bytes.Length > 0 => Flip(bytes, at, harm.Length),
            SpoolHarmKind.RecordLength => ChangeLength(bytes, harm),
            SpoolHarmKind.Zeros => [.. bytes[..at], .. new byte[end - at], .. bytes[end..]],
            SpoolHarmKind.Cut => [.. bytes[..at], .. bytes[end..]],
            SpoolHarmKind.Insertion => [.. bytes[..at], .. garbage, .. bytes[at..]],
            SpoolHarmKind.Truncation => bytes[..at],
            SpoolHarmKind.Garbage => [.. bytes, .. garbage],
            SpoolHarmKind.Repetition => [.. bytes, .. bytes[at..end]],
            _ => bytes,
        });
    }

    private static byte[] Flip(byte[] bytes, int at, int bit)
    {
        bytes[at] ^= (byte)(1 << (bit % 8));
        return bytes;
    }

    private static byte[] ChangeLength(byte[] bytes, SpoolHarm harm)
    {
        var headers = Enumerable.Range(0, Math.Max(0, bytes.Length - SpoolRecord.Size)).Where(at => bytes.AsSpan(at).StartsWith("TLTR"u8)).ToArray();
        if (headers.Length > 0)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(headers[harm.Offset % headers.Length] + 4), harm.Length * (harm.Offset % 2 == 0 ? 1 : 1 << 24));
        }

        return bytes;
    }

    private string NewName(string path, int number) => Path.Combine(Path.GetDirectoryName(path)!, $"{number % 10}-{_names++}.spans");

    // Bytes in front of the position are missing, exactly so many that a record begins there again: nothing shows that.
    private bool IsHidden(byte[] file, WrittenBatch batch)
    {
        var position = file.Length > Header ? BitConverter.ToInt64(file, 16) : 0;
        return _isShifted
            && file.AsSpan().IndexOf(batch.Record) is var at and >= 0 && at < position
            && _batches.Exists(other => other.Record.Length > 0 && position < file.Length && file.AsSpan((int)position).StartsWith(other.Record.AsSpan(0, SpoolRecord.Size)));
    }

    private static bool Has(byte[] file, ReadOnlySpan<byte> bytes) => file.Length > Header && file.AsSpan().IndexOf(bytes) >= 0;

    private sealed class WrittenBatch(string destination, string text, int spans)
    {
        public string Destination => destination;

        public string Text => text;

        public int Spans => spans;

        /// <summary>The bytes on disk, with the header.</summary>
        public byte[] Record { get; set; } = [];

        public bool IsAcknowledged { get; set; }
    }
}
