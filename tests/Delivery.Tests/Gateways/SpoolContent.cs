using Microsoft.Extensions.Logging.Abstractions;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Spool;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Delivery.Tests.Gateways;

/// <summary>The spans that the spool of a running process has for the next process.</summary>
internal static class SpoolContent
{
    // Every look copies the files.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until the spans of a spool fulfil a condition.</summary>
    /// <exception cref="TimeoutException">They do not in time; with what <paramref name="describe"/> says.</exception>
    public static async Task WaitAsync(string directory, Func<IReadOnlyList<ReceivedSpan>, bool> until, Func<string> describe)
    {
        using var patience = new CancellationTokenSource(Patience.Default);
        while (!until(Read(directory)))
        {
            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"{Read(directory).Count} spans are on disk. {describe()}");
            }

            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    /// <summary>Reads all spans. They are read from a copy, because no process locks the copy.</summary>
    public static IReadOnlyList<ReceivedSpan> Read(string directory)
    {
        var copy = Directory.CreateTempSubdirectory("spool-copy-").FullName;
        try
        {
            foreach (var file in Directory.Exists(directory) ? Directory.GetFiles(directory, "*", SearchOption.AllDirectories) : [])
            {
                Copy(file, Path.Combine(copy, Path.GetRelativePath(directory, file)));
            }

            return ReadCopy(copy);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private static List<ReceivedSpan> ReadCopy(string copy)
    {
        using var spool = FileSpool.Open(new SpoolOptions(copy), new IgnoringSpoolObserver(), TimeProvider.System, NullLogger.Instance);
        List<ReceivedSpan> spans = [];
        foreach (var destination in spool.Destinations)
        {
            using var buffer = new OtlpBuffer();
            while (spool.TryRead(destination, buffer, out _))
            {
                spans.AddRange(Decode(buffer.Written));
                buffer.Truncate(0);
            }
        }

        return spans;
    }

    // A file that is locked or was removed counts as empty.
    private static void Copy(string file, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        using var to = File.Create(target);
        try
        {
            using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            from.CopyTo(to);
        }
        catch (IOException)
        {
        }
    }

    // The entries of ScopeSpans.spans, wrapped in the messages of an export request.
    private static IReadOnlyList<ReceivedSpan> Decode(ReadOnlyMemory<byte> entries)
    {
        using var request = new OtlpBuffer();
        var resourceSpans = request.Open(0x0A);
        var scopeSpans = request.Open(0x12);
        request.Bytes(entries.Span);
        request.Close(scopeSpans);
        request.Close(resourceSpans);
        return OtlpTraceDecoder.Decode(request.Written.Span);
    }

    private sealed class IgnoringSpoolObserver : ISpoolObserver
    {
        public void Recovered(string destination, long spans)
        {
        }

        public void Dropped(string destination, SpoolDropReason reason, long spans)
        {
        }
    }
}
