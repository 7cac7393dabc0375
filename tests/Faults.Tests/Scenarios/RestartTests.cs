using System.Collections.Concurrent;
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

    private readonly ConcurrentQueue<string> _answered = new();
    private CollectedGateways _gateways = null!;
    private int _sessions;

    public async Task InitializeAsync() => _gateways = await CollectedGateways.OpenAsync();

    public async Task DisposeAsync() => await _gateways.DisposeAsync();

    [Fact]
    public async Task Every_request_that_was_answered_before_a_SIGTERM_has_its_whole_trace()
    {
        var rounds = CampaignSize.Count(2, 100);
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
        WholeTraces.RequireSessions(_gateways.Collector.Spans, [.. _answered]);
        ScenarioReport.Write(output, ScenarioTable.Terminations, $"{rounds} processes, {_answered.Count} answered requests, {_gateways.Collector.Spans.DistinctBy(span => span.SpanId).Count()} spans");
    }

    [Fact]
    public async Task Every_request_whose_spans_were_on_disk_before_a_SIGKILL_has_its_whole_trace()
    {
        var rounds = CampaignSize.Count(2, 100);
        List<string> promised = [];
        for (var round = 0; round < rounds; round++)
        {
            _gateways.Collector.Faults.Always = BackendFault.Status(503);
            await using var gateway = await StartAsync();
            promised.AddRange(await LoadUntilOnDiskAsync(gateway));
            await KillUnderLoadAsync(gateway, round);
        }

        await DrainAsync();
        WholeTraces.RequireSessions(_gateways.Collector.Spans, promised);
        ScenarioReport.Write(output, ScenarioTable.Kills, $"{rounds} processes, {promised.Count} requests on disk, {_gateways.Collector.Spans.DistinctBy(span => span.SpanId).Count()} spans");
    }

    [Fact]
    public async Task If_every_span_is_on_disk_first_a_SIGKILL_loses_no_span_that_was_sent_and_no_request_that_was_on_disk()
    {
        var rounds = CampaignSize.Count(2, 100);
        var released = new TaskCompletionSource();
        List<string> promised = [];
        for (var round = 0; round < rounds; round++)
        {
            // A backend that reads the spans, keeps none of them and never answers: only the disk has them.
            _gateways.Collector.Faults.Always = round % 2 == 0 ? BackendFault.Status(503) with { BeforeAnswer = released.Task } : null;
            var before = _gateways.Collector.Requests.Count;
            await using var gateway = await StartAsync(AlwaysSpooled);
            promised.AddRange(await LoadUntilOnDiskAsync(gateway));
            await _gateways.Collector.WaitForRequestsAsync(requests => requests.Count > before);
            await KillUnderLoadAsync(gateway, round);
        }

        released.SetResult();
        await DrainAsync(AlwaysSpooled);
        var spans = _gateways.Collector.Spans;
        WholeTraces.RequireSessions(spans, promised);
        var sent = _gateways.Collector.Requests.SelectMany(request => request.Spans).Select(span => span.SpanId).ToHashSet();
        Assert.Empty(sent.Except(spans.Select(span => span.SpanId)));
        ScenarioReport.Write(output, ScenarioTable.KillsWhenAlwaysSpooled, $"{rounds} processes, {promised.Count} requests on disk, {sent.Count} spans sent, lost: 0");
    }

    private Task<FaultGateway> StartAsync(params (string Name, string Value)[] environment) => _gateways.StartAsync(
        FaultGateway.SimulatedYaml, [("TracedLlm__Spool", Path.Combine(_gateways.Folder, "spool")), .. environment]);

    /// <summary>Sends requests, and waits until no span of them is in memory alone.</summary>
    /// <returns>Their sessions.</returns>
    private async Task<IReadOnlyCollection<string>> LoadUntilOnDiskAsync(FaultGateway gateway)
    {
        using var enough = new CancellationTokenSource();
        var load = LoadAsync(gateway, enough.Token);
        await Eventually.BecomesTrueAsync(() => _answered.Count >= RequestsOfRound, () => gateway.Output);
        await enough.CancelAsync();
        await load;
        await gateway.WaitForLedgerAsync(ledger => ledger.IsOnDisk);
        string[] sessions = [.. _answered];
        _answered.Clear();
        return sessions;
    }

    /// <summary>Sends requests again, and kills the gateway when some are answered and others are under way.</summary>
    private async Task KillUnderLoadAsync(FaultGateway gateway, int round)
    {
        var enough = CampaignSize.NewRandom(round).Next(1, RequestsOfRound);
        var load = LoadAsync(gateway);
        await Eventually.BecomesTrueAsync(() => _answered.Count >= enough, () => gateway.Output);
        await gateway.KillAsync();
        await load;
        _answered.Clear();
    }

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
                    _answered.Enqueue(session);
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
