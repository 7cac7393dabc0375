using System.Globalization;
using System.Runtime.Versioning;
using TracedLlm.Faults.Tests.Campaign;
using TracedLlm.Faults.Tests.Gateways;
using TracedLlm.Testing.Backends;
using TracedLlm.Testing.Otlp;
using Xunit.Abstractions;

namespace TracedLlm.Faults.Tests.Scenarios;

/// <summary>A spool that is full, that becomes read-only, that vanishes, and that is damaged.</summary>
[Collection(CampaignTests.Name)]
public sealed class SpoolFaultTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int AtOnce = 16;
    private const int SmallestSpool = 1024 * 1024;
    private const int Newest = 100;
    private const string Fails = "fails. Spans that it does not take stay in memory";
    private const string WorksAgain = "works again.";

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserExecute;

    private static readonly (string Name, string Value) SmallSpool = ("TracedLlm__SpoolMaxBytes", SmallestSpool.ToString(CultureInfo.InvariantCulture));

    private CollectedGateways _gateways = null!;
    private int _sessions;

    private string Spool => Path.Combine(_gateways.Folder, "spool");

    private (string Name, string Value) SpoolFolder => ("TracedLlm__Spool", Spool);

    public async Task InitializeAsync() => _gateways = await CollectedGateways.OpenAsync();

    public async Task DisposeAsync() => await _gateways.DisposeAsync();

    [Fact]
    public async Task A_full_spool_loses_the_oldest_and_counts_them()
    {
        _gateways.Collector.Faults.Always = BackendFault.Status(503);
        await using var gateway = await StartAsync(SmallSpool);
        await SendAsync(gateway, 100);
        var before = gateway.Footprint;
        do
        {
            await SendAsync(gateway, 100);
        }
        while ((await gateway.ReadLedgerAsync())["otel"].Dropped["queue_full"] < 500);

        await gateway.WaitForLedgerAsync(report => report.IsOnDisk);
        var onDisk = SpoolFiles().Sum(file => new FileInfo(file).Length);
        _gateways.Collector.Faults.Always = null;
        var ledger = await gateway.SettleAsync();

        var otel = ledger["otel"];
        Assert.Equal(otel.Exported, _gateways.Collector.Spans.DistinctBy(span => span.SpanId).Count());
        Assert.Equal(otel.AllDropped, otel.Dropped["queue_full"]);
        Assert.InRange(onDisk, 1, SmallestSpool);

        // The oldest are lost, but for those that were being sent when room was made. The spool has room for more than twice the newest.
        var arrived = Sessions(_gateways.Collector.Spans);
        Assert.All(Numbers(_sessions - Newest + 1, _sessions), number => Assert.Contains(Session(number), arrived));
        Assert.Contains(Numbers(1, _sessions - Newest), number => !arrived.Contains(Session(number)));
        var after = await FlatFootprint.RequireAsync(before, gateway);
        ScenarioReport.Write(output, ScenarioTable.FullSpool, $"{_sessions} requests, {otel.Started} spans: {otel.Exported} arrived, {otel.AllDropped} counted as queue_full; {onDisk} bytes on disk at most {SmallestSpool}; {before} before, {after} after");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_spool_that_becomes_read_only_loses_nothing_and_a_later_process_sends_nothing_twice()
    {
        _gateways.Collector.Faults.Always = BackendFault.Status(503);
        await using var gateway = await FaultGateway.StartBoundByModesAsync(_gateways.Folder, FaultGateway.SimulatedYaml, _gateways.Variables(SpoolFolder, SmallSpool));
        await SendAsync(gateway, 100);
        var onDisk = (await gateway.WaitForLedgerAsync(report => report.IsOnDisk && report.Spooled > 0)).Spooled;
        var before = gateway.Footprint;
        AllowWriting(false);

        await SendAsync(gateway, 200);
        await gateway.WaitForOutputAsync(Fails);
        _gateways.Collector.Faults.Always = null;
        var whileReadOnly = await gateway.SettleAsync();
        Assert.Equal((whileReadOnly["otel"].Started, 0L), (whileReadOnly["otel"].Exported, whileReadOnly["otel"].AllDropped));

        AllowWriting(true);
        _gateways.Collector.Faults.Always = BackendFault.Status(503);
        await SendAsync(gateway, 100);
        await gateway.WaitForOutputAsync(WorksAgain);
        _gateways.Collector.Faults.Always = null;
        var ledger = await gateway.SettleAsync();

        Assert.Equal((ledger["otel"].Started, 0L), (ledger["otel"].Exported, ledger["otel"].AllDropped));
        WholeTraces.RequireSessions(_gateways.Collector.Spans, [.. Enumerable.Range(1, _sessions).Select(Session)]);
        var after = await FlatFootprint.RequireAsync(before, gateway);

        // Files that could not be removed while the spool was read-only have nothing for the next process.
        Assert.Equal(0, await gateway.TerminateAsync());
        await using var next = await StartAsync(SmallSpool);
        Assert.Equal(200, await next.ChatAsync(Session(++_sessions)));
        await _gateways.Collector.WaitForSpansAsync(spans => Sessions(spans).Contains(Session(_sessions)));
        await next.WaitForLedgerAsync(report => report.IsSettled && report.Spooled == 0);
        Assert.Equal(_gateways.Collector.Spans.DistinctBy(span => span.SpanId).Count(), _gateways.Collector.Spans.Count);
        Assert.Empty(SpoolFiles());
        ScenarioReport.Write(output, ScenarioTable.ReadOnlySpool, $"{_sessions} requests, {ledger["otel"].Started} spans, {onDisk} of them on disk before; lost: 0; {before} before, {after} after");
    }

    [Fact]
    public async Task A_spool_that_vanishes_and_comes_back_loses_nothing_that_is_not_on_it()
    {
        await using var gateway = await StartAsync();
        Assert.Equal(200, await gateway.ChatAsync("warm-up"));
        await gateway.SettleAsync();
        var before = gateway.Footprint;
        Directory.Move(Spool, Spool + ".away");
        await File.WriteAllTextAsync(Spool, "");
        _gateways.Collector.Faults.Always = BackendFault.Status(503);
        await SendAsync(gateway, 200);
        await gateway.WaitForOutputAsync(Fails);

        File.Delete(Spool);
        Directory.Move(Spool + ".away", Spool);
        await SendAsync(gateway, 200);
        await gateway.WaitForOutputAsync(WorksAgain);
        _gateways.Collector.Faults.Always = null;
        var ledger = await gateway.SettleAsync();

        Assert.Equal((ledger["otel"].Started, 0L), (ledger["otel"].Exported, ledger["otel"].AllDropped));
        WholeTraces.RequireSessions(_gateways.Collector.Spans, [.. Enumerable.Range(1, _sessions).Select(Session)]);
        var after = await FlatFootprint.RequireAsync(before, gateway);
        ScenarioReport.Write(output, ScenarioTable.VanishingSpool, $"{_sessions} requests, {ledger["otel"].Started} spans, lost: 0; {before} before, {after} after");
    }

    [Fact]
    public async Task A_damaged_batch_is_lost_and_counted_and_no_other()
    {
        const int RequestsOfBatch = 20;
        _gateways.Collector.Faults.Always = BackendFault.Status(503);
        var onDisk = 0L;
        await using (var killed = await StartAsync())
        {
            for (var batch = 0; batch < 10; batch++)
            {
                await SendAsync(killed, RequestsOfBatch);
                onDisk = (await killed.WaitForLedgerAsync(report => report.IsOnDisk && report.Spooled > onDisk)).Spooled;
            }

            await killed.KillAsync();
        }

        DamageOneBatch();
        _gateways.Collector.Faults.Always = null;
        await using var next = await StartAsync();
        await _gateways.Collector.WaitForSpansAsync(spans => spans.Count > 0);
        var ledger = await next.WaitForLedgerAsync(report => report.Spooled == 0 && report.IsSettled);

        var arrived = _gateways.Collector.Spans.DistinctBy(span => span.SpanId).ToList();
        var counted = ledger.Backends.Sum(backend => backend.AllDropped);
        Assert.Equal(onDisk, arrived.Count + counted);

        // A batch has the spans of the requests that were sent together.
        var spansOfRequest = (int)onDisk / _sessions;
        Assert.InRange(counted, 1, RequestsOfBatch * spansOfRequest);
        var whole = arrived.GroupBy(span => span.TraceId).Where(trace => trace.Count() == spansOfRequest).ToList();
        Assert.InRange(whole.Count, _sessions - RequestsOfBatch, _sessions - 1);
        WholeTraces.Require(whole.SelectMany(trace => trace));
        ScenarioReport.Write(output, ScenarioTable.DamagedSpool, $"{onDisk} spans on disk, {counted} in the damaged batch and counted, {arrived.Count} arrived");
    }

    private Task<FaultGateway> StartAsync(params (string Name, string Value)[] environment) =>
        _gateways.StartAsync(FaultGateway.SimulatedYaml, [SpoolFolder, .. environment]);

    /// <summary>Sets the modes of the spool, its folders and files.</summary>
    [UnsupportedOSPlatform("windows")]
    private void AllowWriting(bool isAllowed)
    {
        foreach (var path in Directory.GetFileSystemEntries(Spool, "*", SearchOption.AllDirectories).Append(Spool))
        {
            File.SetUnixFileMode(path, isAllowed ? Readable | UnixFileMode.UserWrite : Readable);
        }
    }

    private async Task SendAsync(FaultGateway gateway, int requests)
    {
        var first = _sessions + 1;
        _sessions += requests;
        await Parallel.ForEachAsync(
            Enumerable.Range(first, requests),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (number, _) => Assert.Equal(200, await gateway.ChatAsync(Session(number))));
    }

    /// <summary>Flips one bit in the middle of a file, where the text of a span is.</summary>
    private void DamageOneBatch()
    {
        var file = SpoolFiles().MaxBy(name => new FileInfo(name).Length)!;
        var bytes = File.ReadAllBytes(file);
        var text = bytes.AsSpan(bytes.Length / 2).IndexOf("proxy_pre_call"u8);
        bytes[(bytes.Length / 2) + text] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    private string[] SpoolFiles() => Directory.GetFiles(Spool, "*.spans", SearchOption.AllDirectories);

    private static IEnumerable<int> Numbers(int first, int last) => Enumerable.Range(first, last - first + 1);

    private static string Session(int number) => string.Create(CultureInfo.InvariantCulture, $"s-{number}");

    private static HashSet<string> Sessions(IEnumerable<ReceivedSpan> spans) =>
        [.. spans.Where(span => span.Kind == ReceivedSpanKind.Server).Select(span => (string)span.Attributes["session.id"]!)];
}
