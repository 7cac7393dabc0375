using TracedLlm.Faults.Tests.Callers;
using TracedLlm.Faults.Tests.Campaign;
using TracedLlm.Faults.Tests.Gateways;
using TracedLlm.Faults.Tests.Mutations;
using TracedLlm.Testing.Backends;
using TracedLlm.Testing.Sockets;
using Xunit.Abstractions;

namespace TracedLlm.Faults.Tests.Scenarios;

/// <summary>Everything at once, for a while.</summary>
[Collection(CampaignTests.Name)]
public sealed class SoakTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int AtOnce = 16;
    private const int Wave = 300;

    private CollectedGateways _gateways = null!;

    public async Task InitializeAsync() => _gateways = await CollectedGateways.OpenAsync();

    public async Task DisposeAsync() => await _gateways.DisposeAsync();

    [Fact]
    public async Task The_ledger_is_equal_to_what_arrived_and_the_process_stays_as_it_is()
    {
        var waves = CampaignSize.Count(3, 600);
        var random = CampaignSize.NewRandom();
        await using var gateway = await _gateways.StartAsync(FaultGateway.SimulatedYaml);
        var (exported, _) = await SendWaveAsync(gateway, random, exportedBefore: 0);
        var before = gateway.Footprint;

        var traces = 0;
        for (var wave = 0; wave < waves; wave++)
        {
            (exported, var roots) = await SendWaveAsync(gateway, random, exported);
            traces += roots;
        }

        var after = await FlatFootprint.RequireAsync(before, gateway);
        ScenarioReport.Write(output, ScenarioTable.Soak, $"{waves * Wave} requests, {traces} whole traces, {exported} spans, lost: 0; {before} before, {after} after");
    }

    private async Task<(long Exported, int Roots)> SendWaveAsync(FaultGateway gateway, Random random, long exportedBefore)
    {
        // One fault a wave: after it the exporter waits for up to a second.
        _gateways.Collector.Faults.Next(random.Next(4) switch
        {
            0 => BackendFault.Status(503),
            1 => BackendFault.Reset,
            2 => BackendFault.Mangled with { StatusCode = 500 },
            _ => BackendFault.Status(429, ("Retry-After", "0")),
        });
        var mutator = new Mutator(random);
        var requests = Enumerable.Range(0, Wave).Select(number =>
        {
            var (path, body) = RequestBodies.All[random.Next(RequestBodies.All.Count)];
            return (Path: path, Body: number % 3 == 0 ? mutator.Mutate(body) : body, Leaves: number % 7 == 0);
        }).ToList();
        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (request, _) =>
        {
            if (request.Leaves)
            {
                await LeaveAsync(gateway, request.Path, request.Body);
                return;
            }

            var view = await CallerView.ReadAsync(gateway.Client, request.Path, request.Body);
            Assert.True(view is { End: "complete", Status: >= 200 and < 500 }, view.ToString());
        });

        var ledger = await gateway.SettleAsync();
        var spans = _gateways.Collector.Spans;
        Assert.Equal(ledger["otel"].Exported - exportedBefore, spans.DistinctBy(span => span.SpanId).Count());
        Assert.Equal(0, ledger["otel"].AllDropped);
        var roots = WholeTraces.Require(spans).Count;
        Assert.InRange(roots, requests.Count(request => !request.Leaves), Wave);
        _gateways.Collector.Clear();
        return (ledger["otel"].Exported, roots);
    }

    private static async Task LeaveAsync(FaultGateway gateway, string path, byte[] body)
    {
        using var caller = await RawHttpConnection.ConnectAsync(gateway.Endpoint);
        await caller.SendAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"POST /{path} HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {FaultGateway.Key}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"));
        await caller.SendAsync(body.AsMemory(0, body.Length / 2));
        caller.Reset();
    }
}
