using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Endings.Tests.Endings;
using TracedLlm.Endings.Tests.Gateways;
using TracedLlm.Lookahead;
using TracedLlm.Requests;
using TracedLlm.Testing.Waiting;
using Xunit.Abstractions;

namespace TracedLlm.Endings.Tests.Load;

/// <summary>All endings in mixed order at full speed: every trace is as in the matrix, and no resource is left behind.</summary>
public sealed class SoakTests(ITestOutputHelper output)
{
    /// <summary>The environment variable with the waves of each soak, for a longer one before a release.</summary>
    private const string WavesVariable = "TRACEDLLM_SOAK_WAVES";

    /// <summary>The wave that fills the pools. In a wave each ending occurs about fifteen times.</summary>
    private const int WarmUp = 1;

    /// <summary>The waves of a soak without <see cref="WavesVariable"/>.</summary>
    private const int Usual = 2;

    /// <summary>
    /// The allowed growth of the heap in one soak. Pools grow with the number of concurrent requests and of threads, by about
    /// 3 MiB. A leak of the trace, the request and the spans of every request would exceed the limit in the shortest soak.
    /// </summary>
    private const long HeapGrowth = 8 * 1024 * 1024;

    /// <summary>How many soaks may exceed <see cref="HeapGrowth"/> one after the other: pools reach their size, and a leak grows in each of them.</summary>
    private const int Soaks = 3;

    /// <summary>The allowed growth of the number of threads: the pool adds threads on a busy machine.</summary>
    private const int ThreadGrowth = 16;

    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    public async Task No_request_leaves_spans_memory_or_threads_behind(double ratio)
    {
        using var gauge = new InFlightGauge();
        var census = new TraceCensus();
        var gateway = new RunningGateway
        {
            Sees = census.Add,
            Settings = new() { ["OTEL_TRACES_SAMPLER"] = "traceidratio", ["OTEL_TRACES_SAMPLER_ARG"] = ratio.ToString(CultureInfo.InvariantCulture) },
        };
        await gateway.InitializeAsync();
        try
        {
            await RunAsync(gateway, new Soak(gateway, ratio), gauge, census);
        }
        finally
        {
            // The receiver checks its account of all spans: started, exported and sampled out.
            await gateway.DisposeAsync();
        }
    }

    private static int Waves => Environment.GetEnvironmentVariable(WavesVariable) is { Length: > 0 } waves
        ? int.Parse(waves, CultureInfo.InvariantCulture)
        : Usual;

    private async Task RunAsync(RunningGateway gateway, Soak soak, InFlightGauge gauge, TraceCensus census)
    {
        await soak.RunAsync(WarmUp);
        await LetGoAsync(gateway, census);
        var first = Footprint.Measure();
        var (before, after) = (first, first);
        for (var round = 0; round == 0 || (round < Soaks && after.HeapBytes - before.HeapBytes > HeapGrowth); round++)
        {
            before = after;
            after = await RunOnceAsync(gateway, soak, gauge, census, before);
        }

        Assert.Equal(AllEndings.Whole.Count + AllEndings.Streamed.Count, soak.Endings.Count);
        Assert.Equal(soak.Requests, census.Seen);
        Assert.InRange(gauge.Most, 2, long.MaxValue);
        Assert.Equal(0, gauge.Now);
        Assert.InRange(after.HeapBytes - before.HeapBytes, long.MinValue, HeapGrowth);
        Assert.InRange(after.Threads - first.Threads, int.MinValue, ThreadGrowth);
    }

    private async Task<Footprint> RunOnceAsync(RunningGateway gateway, Soak soak, InFlightGauge gauge, TraceCensus census, Footprint before)
    {
        var (requests, spans) = (soak.Requests, soak.Spans);
        await soak.RunAsync(Waves);
        await LetGoAsync(gateway, census);
        var after = Footprint.Measure();
        (requests, spans) = (soak.Requests - requests, soak.Spans - spans);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{requests} requests, {spans} spans, "
            + $"at most {gauge.Most} at once; heap {before.HeapBytes / 1024} to {after.HeapBytes / 1024} KiB, threads {before.Threads} to {after.Threads}"));
        return after;
    }

    // An unsampled request has no span that shows its end, and a connection closes shortly after its caller.
    private static async Task LetGoAsync(RunningGateway gateway, TraceCensus census)
    {
        var requests = gateway.Services.GetRequiredService<RequestsInFlight>();
        var lookahead = gateway.Services.GetRequiredService<RequestLookahead>();
        await Eventually.BecomesTrueAsync(
            () =>
            {
                if ((requests.Count, lookahead.BytesInUse) != (0, 0L))
                {
                    return false;
                }

                Footprint.Collect();
                return census.Alive == 0;
            },
            () => $"{requests.Count} requests are open, {lookahead.BytesInUse} bytes are in use, {census.Alive} traces are held.");
    }
}
