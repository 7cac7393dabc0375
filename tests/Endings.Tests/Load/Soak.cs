using System.Diagnostics;
using OpenTelemetry.Trace;
using TracedLlm.Endings.Tests.Callers;
using TracedLlm.Endings.Tests.Endings;
using TracedLlm.Endings.Tests.Gateways;
using TracedLlm.Endings.Tests.Matrix;
using TracedLlm.Endings.Tests.Routes;
using TracedLlm.Export.Sampling;
using TracedLlm.Testing.Hosting;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Trees;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Endings.Tests.Load;

/// <summary>
/// Sends requests of all endings on all routes in mixed order, with as many concurrent requests as the gateway accepts, in waves.
/// While a wave is sent, the spans of the previous wave are checked and removed.
/// </summary>
/// <param name="gateway">The gateway under test.</param>
/// <param name="ratio">The gateway's sampling ratio.</param>
internal sealed class Soak(RunningGateway gateway, double ratio)
{
    private const int AtOnce = 32;
    private const int Wave = 1_000;

    private readonly ExpectedTrees _expected = new();
    private readonly ConsistentRatioSampler _sampler = new(new TraceRandomness(), SamplingThreshold.FromRatio(ratio), new CallerTrust(isFull: false));
    private readonly IEnumerator<Exchange> _mixture = Mixture().GetEnumerator();

    /// <summary>The number of sent requests.</summary>
    public int Requests { get; private set; }

    /// <summary>The number of checked spans.</summary>
    public int Spans { get; private set; }

    /// <summary>The endings that have been sent.</summary>
    public HashSet<string> Endings { get; } = [];

    /// <summary>Sends <paramref name="waves"/> of a thousand requests each, and closes all connections.</summary>
    public async Task RunAsync(int waves)
    {
        using var http1 = new Caller(gateway, http2: false);
        using var http2 = new Caller(gateway, http2: true);
        List<Exchange> before = [];
        for (var wave = 0; wave < waves; wave++)
        {
            var exchanges = Next();
            await Task.WhenAll(SendAsync(exchanges, http1, http2), CheckAsync(before)).WaitAsync(Patience.Default);
            before = exchanges;
        }

        await CheckAsync(before);
        gateway.Upstream.Clear();
    }

    // Each ending on each of its routes, in the same order in every run.
    private static IEnumerable<Exchange> Mixture()
    {
        var random = new Random(4);
        var all = AllEndings.Whole.Concat(AllEndings.Streamed)
            .SelectMany(ending => GatewayRow.All.Where(row => !ending.Streamed || row.Streams).Select(row => (Ending: ending, Row: row)))
            .ToArray();
        while (true)
        {
            random.Shuffle(all);
            foreach (var (ending, row) in all)
            {
                yield return new Exchange(ending, row);
            }
        }
    }

    private List<Exchange> Next()
    {
        List<Exchange> exchanges = [];
        while (exchanges.Count < Wave && _mixture.MoveNext())
        {
            exchanges.Add(_mixture.Current);
            Endings.Add(_mixture.Current.Ending.Name);
        }

        return exchanges;
    }

    private async Task SendAsync(List<Exchange> exchanges, Caller http1, Caller http2)
    {
        await Parallel.ForEachAsync(
            exchanges.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (numbered, _) => await (numbered.Index % 2 == 0 ? http1 : http2).SendAsync(numbered.Item));
        Requests += exchanges.Count;
    }

    private async Task CheckAsync(List<Exchange> exchanges)
    {
        var traces = await RequestTraces.WaitAsync(gateway.Receiver, exchanges.Where(IsSampled));
        foreach (var (exchange, spans) in traces)
        {
            Check(exchange, spans);
        }

        // A trace that arrives although it was not sampled is not removed, so the last check finds it.
        gateway.Receiver.Release(traces.Values.Select(spans => spans[0].TraceId).ToHashSet());
        exchanges.ForEach(gateway.Exchanges.Remove);
    }

    private void Check(Exchange exchange, IReadOnlyList<ReceivedSpan> spans)
    {
        TraceInvariants.Check(spans, [exchange.CallerSpan], [Canaries.Key, Canaries.Prompt]);
        RequireSame(exchange, _expected.Tree(exchange), EndingTrees.Tree(exchange, spans));
        RequireSame(exchange, _expected.Response(exchange), EndingTrees.Response(spans));
        Spans += spans.Count;
    }

    private static void RequireSame(Exchange exchange, string expected, string actual) =>
        Assert.True(expected == actual, $"{exchange.Ending} of {exchange.Row} must be\n{expected}\n\nand is\n{actual}");

    private bool IsSampled(Exchange exchange) => _sampler.ShouldSample(new SamplingParameters(
        default, ActivityTraceId.CreateFromString(exchange.TraceId), "any", ActivityKind.Server)).Decision == SamplingDecision.RecordAndSample;
}
