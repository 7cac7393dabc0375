using System.Buffers;
using System.Text;
using TracedLlm.Export.Spool;
using TracedLlm.Export.Tests.Setup;

namespace TracedLlm.Export.Tests.Spool;

/// <summary>A directory for spools, and the spools that are open on it. The end of the test removes both.</summary>
internal sealed class SpoolDirectory : IDisposable
{
    private readonly List<FileSpool> _spools = [];

    public string Path { get; } = Directory.CreateTempSubdirectory("spool").FullName;

    public SpoolClock Clock { get; } = new();

    public SpoolDiary Diary { get; } = new();

    public LogLines Log { get; } = new();

    /// <summary>The files with batches, the oldest first.</summary>
    public string[] Segments =>
        [.. Directory.GetFiles(Path, "*.spans", SearchOption.AllDirectories).OrderBy(System.IO.Path.GetFileName, StringComparer.Ordinal)];

    /// <summary>How many bytes these have.</summary>
    public long Bytes => Segments.Sum(path => new FileInfo(path).Length);

    public FileSpool Open(Func<SpoolOptions, SpoolOptions>? options = null)
    {
        var spool = FileSpool.Open((options ?? (same => same))(new(Path)), Diary, Clock, Log);
        _spools.Add(spool);
        return spool;
    }

    /// <summary>Copies the files without their locks, as a process leaves them that is killed at this moment.</summary>
    public SpoolDirectory Killed()
    {
        var copy = new SpoolDirectory();
        copy.Clock.Pass(Clock.GetUtcNow() - copy.Clock.GetUtcNow());
        foreach (var directory in Directory.GetDirectories(Path, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(In(copy, directory));
        }

        foreach (var file in Directory.GetFiles(Path, "*", SearchOption.AllDirectories))
        {
            // A lock that is held lets nobody read.
            if (file.EndsWith("lock", StringComparison.Ordinal))
            {
                File.WriteAllBytes(In(copy, file), []);
            }
            else
            {
                File.Copy(file, In(copy, file));
            }
        }

        return copy;

        string In(SpoolDirectory other, string path) => System.IO.Path.Combine(other.Path, System.IO.Path.GetRelativePath(Path, path));
    }

    public static bool Append(FileSpool spool, string destination, string text, int spans = 1) =>
        spool.TryAppend(destination, Encoding.UTF8.GetBytes(text), spans);

    /// <summary>Reads a batch as text; <see langword="null"/> if there is none.</summary>
    public static string? Read(FileSpool spool, string destination, out SpooledBatch batch)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var read = spool.TryRead(destination, buffer, out batch);
        Assert.Equal(read ? batch.Length : 0, buffer.WrittenCount);
        return read ? Encoding.UTF8.GetString(buffer.WrittenSpan) : null;
    }

    /// <summary>Reads and acknowledges all batches.</summary>
    public static IReadOnlyList<string> Drain(FileSpool spool, string destination)
    {
        var batches = new List<string>();
        while (Read(spool, destination, out var batch) is { } text)
        {
            batches.Add(text);
            spool.Acknowledge(batch);
        }

        return batches;
    }

    public void Dispose()
    {
        _spools.ForEach(spool => spool.Dispose());
        Directory.Delete(Path, recursive: true);
    }
}
