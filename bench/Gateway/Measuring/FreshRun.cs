using TracedLlm.Bench.Gateway.Load;
using TracedLlm.Bench.Gateway.Modes;
using TracedLlm.Bench.Gateway.Upstream;

namespace TracedLlm.Bench.Gateway.Measuring;

/// <summary>Starts gateways and measures the first seconds of their processes.</summary>
internal static class FreshRun
{
    private const int Connections = 32;
    private const int Rate = 3000;

    // As callers from outside: each has its own connection until the descriptors of the bench run out.
    private const int MostConnections = 8192;

    /// <summary>Measures modes in turns.</summary>
    /// <param name="instruments">The processes around the gateways.</param>
    /// <param name="modes">The modes.</param>
    /// <param name="seconds">How many of the first seconds are measured with 32 connections.</param>
    /// <param name="floodSeconds">How many with a fixed number of requests from outside.</param>
    /// <param name="rounds">The number of processes of each mode and load.</param>
    /// <param name="progress">Gets a line for each process.</param>
    /// <param name="failed">Gets the modes that cannot be measured.</param>
    /// <returns>The results of the other modes.</returns>
    public static IReadOnlyList<FreshResult> Run(Instruments instruments, IReadOnlyList<GatewayMode> modes, int seconds, int floodSeconds, int rounds, Action<string> progress, FailedModes failed)
    {
        instruments.Set(new UpstreamSettings(0, ChatAnswers.Events, 0));
        var results = new List<FreshResult>();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var mode in round % 2 == 0 ? modes : modes.Reverse())
            {
                failed.Try(mode, () =>
                {
                    results.Add(Once(instruments, mode, seconds, floodSeconds));
                    progress($"fresh {mode.Name}, round {round + 1} of {rounds}");
                });
            }
        }

        return [.. modes.Where(mode => results.Any(result => result.Mode == mode.Name)).Select(mode => FreshResult.Merge([.. results.Where(result => result.Mode == mode.Name)]))];
    }

    private static FreshResult Once(Instruments instruments, GatewayMode mode, int seconds, int floodSeconds)
    {
        using var young = new GatewayProcess(mode, instruments);
        var first = young.WaitForAnswer();
        var jitted = young.Figures().Jitted;
        var closed = young.Load(new LoadOrder(0, 0, Connections, seconds));
        var jittedAfter = young.Figures().Jitted;
        young.Dispose();

        using var flooded = new GatewayProcess(mode, instruments);
        flooded.WaitForAnswer();
        var open = flooded.Load(new LoadOrder(0, Rate, MostConnections, floodSeconds));
        var failure = flooded.HasExited ? $"the gateway has ended: {flooded.LogTail}" : open.Failure;
        return new(mode.Name, first.TotalMilliseconds, [.. closed.BySecond.Select(static count => (double)count)], jitted, jittedAfter, (double)open.Answered / open.Sent, open.Latency.Percentile(0.99) / 1000, failure);
    }
}
