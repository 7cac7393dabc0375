using System.Collections.Concurrent;
using System.Diagnostics;
using TracedLlm.Faults.Tests.Campaign;
using TracedLlm.Faults.Tests.Gateways;
using TracedLlm.Testing.Backends;
using TracedLlm.Testing.Waiting;
using Xunit.Abstractions;

namespace TracedLlm.Faults.Tests.Scenarios;

/// <summary>Gateways that are terminated and killed under load, again and again, with a spool.</summary>
[Collection(CampaignTests.Name)]
public sealed class RestartTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Callers = 8;
    private const int RequestsOfRound = 100;

    private static readonly (string Name, string Value) AlwaysSpooled = ("TracedLlm__SpoolMode", "Always");

    // docs/spool.md: the time from the answer to the disk, if the process gets its processor time.
    private static readonly TimeSpan OnDisk = TimeSpan.FromMilliseconds(250) * CampaignSize.Slowness;

    private readonly ConcurrentQueue<(string Session, long At)> _answered = new();
    private CollectedGateways _gateways = null!;
    private int _sessions;

    public async Task InitializeAsync() => _gateways = await CollectedGateways.OpenAsync();

    public async Task DisposeAsync() => await _gateways.DisposeAsync();

    [Fact]
    public async Task Every_request_that_was_answered_before_a_SIGTERM_has_its_whole_trace()
    {
        var rounds = CampaignSize.Count(4, 100);
        for (var round = 0; round < rounds; round++)
        {
            _gateways.Collector.Faults.Always = round % 2 == 0 ? null : BackendFault.Status(503);
            await using var gateway = await StartAsync();
            var enough = _answered.Count + RequestsOfRound;
            var load = LoadAsync(gateway);
            await Eventually.BecomesTrueAsync(() => _answered.Count >= enough, () => gateway.Output);
            Assert.Equal(0, await gateway.TerminateAsync());
            await load;
        }

        await DrainAsync();
        WholeTraces.RequireSessions(_gateways.Collector.Spans, [.. _answered.Select(answer => answer.Session)]);
        ScenarioReport.Write(output, ScenarioTable.Terminations, $"{rounds} processes, {_answered.Count} answered requests, {_gateways.Collector.Spans.DistinctBy(span => span.SpanId).Count()} spans");
    }

    [Fact]
    public async Task Every_request_whose_spans_were_on_disk_before_a_SIGKILL_has_its_whole_trace()
    {
        var rounds = CampaignSize.Count(3, 100);
        List<string> promised = [];
        for (var round = 0; round < rounds; round++)
        {
            _gateways.Collector.Faults.Always = BackendFault.Status(503);
            await using var gateway = await StartAsync();
            using (var enough = new CancellationTokenSource())
            {
                var first = LoadAsync(gateway, enough.Token);
                await Eventually.BecomesTrueAsync(() => _answered.Count >= RequestsOfRound, () => gateway.Output);
                await enough.CancelAsync();
                await first;
            }

            await gateway.WaitForLedgerAsync(ledger => ledger.IsOnDisk);
            promised.AddRange(_answered.Select(answer => answer.Session));
            _answered.Clear();
            var load = LoadAsync(gateway);
            await Task.Delay(TimeSpan.FromMilliseconds(CampaignSize.NewRandom(round).Next(20, 300)));
            await gateway.KillAsync();
            await load;
            _answered.Clear();
        }

        await DrainAsync();
        WholeTraces.RequireSessions(_gateways.Collector.Spans, promised);
        ScenarioReport.Write(output, ScenarioTable.Kills, $"{rounds} processes, {promised.Count} requests on disk, {_gateways.Collector.Spans.DistinctBy(span => span.SpanId).Count()} spans");
    }

    [Fact]
    public async Task If_every_span_is_on_disk_first_every_request_answered_a_quarter_of_a_second_before_a_SIGKILL_has_its_whole_trace()
    {
        var rounds = CampaignSize.Count(4, 100);
        var released = new TaskCompletionSource();
        List<string> promised = [];
        for (var round = 0; round < rounds; round++)
        {
            _gateways.Collector.Faults.Always = round % 2 == 0 ? BackendFault.Hang(released.Task) : null;
            await using var gateway = await StartAsync(AlwaysSpooled);
            var load = LoadAsync(gateway);
            await Eventually.BecomesTrueAsync(() => _answered.Count >= RequestsOfRound, () => gateway.Output);
            await Task.Delay(OnDisk + TimeSpan.FromMilliseconds(CampaignSize.NewRandom(round).Next(50, 550)));
            var killed = Stopwatch.GetTimestamp();
            await gateway.KillAsync();
            await load;
            promised.AddRange(_answered.Where(answer => Stopwatch.GetElapsedTime(answer.At, killed) >= OnDisk).Select(answer => answer.Session));
            _answered.Clear();
        }

        released.SetResult();
        await DrainAsync(AlwaysSpooled);
        WholeTraces.RequireSessions(_gateways.Collector.Spans, promised);
        ScenarioReport.Write(output, ScenarioTable.KillsWhenAlwaysSpooled, $"{rounds} processes, {promised.Count} requests answered {OnDisk.TotalMilliseconds:0} ms before, lost: 0");
    }

    private Task<FaultGateway> StartAsync(params (string Name, string Value)[] environment) => _gateways.StartAsync(
        FaultGateway.SimulatedYaml, [("TracedLlm__Spool", Path.Combine(_gateways.Folder, "spool")), .. environment]);

    /// <summary>Sends requests until the gateway ends, or until it is enough, and keeps those whose answer was complete.</summary>
    private Task LoadAsync(FaultGateway gateway, CancellationToken enough = default) => Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
    {
        while (!enough.IsCancellationRequested)
        {
            var session = $"s-{Interlocked.Increment(ref _sessions)}";
            try
            {
                if (await gateway.ChatAsync(session, stream: true) == 200)
                {
                    _answered.Enqueue((session, Stopwatch.GetTimestamp()));
                }
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }));

    /// <summary>Starts a last gateway, which sends what the others have left on disk.</summary>
    private async Task DrainAsync(params (string Name, string Value)[] environment)
    {
        _gateways.Collector.Faults.Always = null;
        await using var last = await StartAsync(environment);
        Assert.Equal(200, await last.ChatAsync("last"));
        await last.WaitForLedgerAsync(ledger => ledger.IsSettled && ledger.Spooled == 0);
    }
}
