using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Export.Tests.Spool;

/// <summary>A process that is killed while it writes and drains leaves all batches that it has confirmed.</summary>
public sealed class SpoolKillTests : IDisposable
{
    private readonly SpoolDirectory _directory = new();

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(700)]
    public async Task No_written_batch_is_lost_and_no_acknowledged_batch_comes_again(int linesBefore)
    {
        var said = await WriteUntilKilledAsync(linesBefore);
        var written = said.Where(line => line[0] == '+').Select(Number).ToHashSet();
        var acknowledged = said.Where(line => line[0] == '-').Select(Number).ToHashSet();

        var spool = _directory.Open(options => options with { MaxAge = TimeSpan.FromDays(365 * 100) });
        var left = new List<int>();
        var buffer = new ArrayBufferWriter<byte>();
        while (spool.TryRead(SpoolWriter.Destination, buffer, out var batch))
        {
            left.Add(SpoolWriter.Number(buffer.WrittenSpan));
            Assert.Equal(SpoolWriter.Batch(left[^1]), buffer.WrittenMemory);
            Assert.Equal(left[^1] % 100, batch.Spans);
            spool.Acknowledge(batch);
            buffer.ResetWrittenCount();
        }

        Assert.Equal(left.Order().Distinct(), left);
        Assert.Empty(left.Intersect(acknowledged));

        // One more may be acknowledged, or written, than the process came to say.
        Assert.InRange(written.Except(acknowledged).Except(left).Count(), 0, 1);
        Assert.InRange(left.Except(written).Count(), 0, 1);
        Assert.All(written.Except(acknowledged).Except(left), number => Assert.Equal(acknowledged.Count, number));
        Assert.Equal(default, spool.Total);
    }

    public void Dispose() => _directory.Dispose();

    private static int Number(string line) => int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture);

    private async Task<IReadOnlyList<string>> WriteUntilKilledAsync(int lines)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(SpoolWriter).Assembly.Location, _directory.Path]) { RedirectStandardOutput = true };
        using var patience = new CancellationTokenSource(Patience.Default);
        using var process = Process.Start(start)!;
        var said = new List<string>();
        try
        {
            while (said.Count < lines)
            {
                said.Add(await process.StandardOutput.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException("It ended by itself."));
            }
        }
        finally
        {
            process.Kill();
        }

        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            said.Add(line);
        }

        await process.WaitForExitAsync(patience.Token);
        Assert.NotEqual(0, process.ExitCode);
        return said;
    }
}
