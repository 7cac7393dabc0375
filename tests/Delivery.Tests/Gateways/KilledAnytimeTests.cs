using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TracedLlm.Testing.Backends;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Processes;
using TracedLlm.Testing.Waiting;
using Xunit.Abstractions;

namespace TracedLlm.Delivery.Tests.Gateways;

/// <summary>What a gateway that is killed under load has left for the next process, with either mode of the spool (docs/spool.md).</summary>
[Collection(SequentialTests.Name)]
public sealed class KilledAnytimeTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Kills = 3;
    private const int Callers = 3;
    private const string Key = "sk-of-a-caller";
    private const string Yaml = $$"""
        model_list:
          - model_name: demo
            litellm_params: { model: simulated/demo }
        litellm_settings: { callbacks: [otel] }
        general_settings: { master_key: {{Key}} }
        """;

    // Longer than the test, so that only the spool's own rules bring spans to disk, not the time-out of a request.
    private const string Forever = "600000";

    private readonly string _directory = Directory.CreateTempSubdirectory("killed-").FullName;
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CollectorReceiver _collector = null!;

    public async Task InitializeAsync() => _collector = await CollectorReceiver.StartAsync();

    public async Task DisposeAsync()
    {
        _released.SetResult();
        await _collector.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private string Spool => Path.Combine(_directory, "spool");

    [Fact]
    public async Task Spans_for_a_backend_that_hangs_are_on_disk_and_the_next_process_sends_them()
    {
        _collector.Faults.Always = BackendFault.Hang(_released.Task);
        List<string> traces = [];
        await using (var killed = await StartAsync("WhenNeeded"))
        {
            for (var request = 0; request < 20; request++)
            {
                traces.Add(await AskAsync(killed, CancellationToken.None));
            }

            await SpoolContent.WaitAsync(Spool, spans => !traces.Except(Roots(spans)).Any(), () => killed.Output);
            await killed.KillAsync();
        }

        var written = SpoolContent.Read(Spool);
        Assert.Empty(_collector.Spans);
        _collector.Faults.Always = null;
        await using var next = await StartAsync("WhenNeeded");
        await WaitForDrainAsync(next);

        Assert.Equal(Ids(written), Ids(_collector.Spans));
        Assert.Equal(traces.Order(), Roots(_collector.Spans).Order());
        await AssertLedgerAsync(next, written.Count);
    }

    [Fact]
    public async Task Spans_that_wait_for_others_at_a_SIGTERM_are_sent_by_the_next_process_if_the_backend_hangs()
    {
        _collector.Faults.Always = BackendFault.Hang(_released.Task);
        List<string> traces = [];
        await using (var ended = await StartAsync("WhenNeeded", ("OTEL_BSP_SCHEDULE_DELAY", Forever)))
        {
            for (var request = 0; request < 20; request++)
            {
                traces.Add(await AskAsync(ended, CancellationToken.None));
            }

            Assert.Empty(SpoolContent.Read(Spool));
            Assert.Equal(0, await ended.TerminateAsync());
        }

        var written = SpoolContent.Read(Spool);
        _collector.Faults.Always = null;
        await using var next = await StartAsync("WhenNeeded");
        await WaitForDrainAsync(next);

        Assert.Equal(traces.Order(), Roots(_collector.Spans).Order());
        Assert.Equal(Ids(written), Ids(_collector.Spans));
        await AssertLedgerAsync(next, written.Count);
    }

    // Three kills, each after a random number of requests and under load: with a backend that is well, that hangs and that is down.
    [Fact]
    public async Task Answered_requests_come_to_the_disk_or_the_backend_and_no_span_of_them_is_lost_in_a_kill()
    {
        var seed = Random.Shared.Next();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Seed {seed}."));
        var random = new Random(seed);
        List<string> promised = [];
        for (var kill = 0; kill < Kills; kill++)
        {
            _collector.Faults.Always = kill switch
            {
                0 => null,
                1 => BackendFault.Hang(_released.Task),
                _ => BackendFault.Status(503),
            };
            promised.AddRange(await AskUntilKilledAsync(random.Next(10, 100)));
        }

        var recovered = SpoolContent.Read(Spool).Count;
        _collector.Faults.Always = null;
        await using var next = await StartAsync("Always");
        await WaitForDrainAsync(next);
        await AssertLedgerAsync(next, recovered);

        // A whole trace of a request, for comparison.
        var whole = await AskAsync(next, CancellationToken.None);
        await _collector.WaitForSpansAsync(spans => Roots(spans).Contains(whole));
        await WaitForDrainAsync(next);
        var byTrace = _collector.Spans.DistinctBy(span => span.SpanId).ToLookup(span => span.TraceId);
        var expected = Names(byTrace[whole]);
        var lost = promised.Where(trace => Names(byTrace[trace]) != expected).ToList();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{promised.Count} requests, {recovered} spans left by the last process, {_collector.Spans.Count} received."));

        Assert.True(promised.Count >= Kills * 5, $"{promised.Count} requests say little.");
        Assert.True(lost.Count == 0, $"Seed {seed}: {lost.Count} of {promised.Count} lost, e.g. {string.Join(", ", lost.Take(3).Select(trace => $"[{Names(byTrace[trace])}]"))}");
    }

    /// <summary>Sends requests to a gateway until it is killed, and returns the traces that must not be lost.</summary>
    private async Task<IEnumerable<string>> AskUntilKilledAsync(int requests)
    {
        await using var gateway = await StartAsync("Always");
        ConcurrentBag<string> answered = [];
        using var ended = new CancellationTokenSource();
        var callers = Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (!ended.IsCancellationRequested)
            {
                answered.Add(await AskAsync(gateway, ended.Token));
            }
        })).ToList();
        await Eventually.BecomesTrueAsync(() => answered.Count >= requests, () => gateway.Output);
        string[] promised = [.. answered];

        // A record leaves the disk when the backend has it, so that the disk is read first.
        await SpoolContent.WaitAsync(Spool, spans => !promised.Except(Roots(spans)).Except(Roots(_collector.Spans)).Any(), () => gateway.Output);
        await gateway.KillAsync();
        await ended.CancelAsync();
        foreach (var caller in callers)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => caller);
        }

        return promised;
    }

    private Task<ServerProcess> StartAsync(string mode, params (string Name, string Value)[] environment) => GatewayFile.StartAsync(
        _directory,
        Yaml,
        [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", _collector.Endpoint.ToString()),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", Forever),
            ("OTEL_BSP_EXPORT_TIMEOUT", Forever),
            ("TracedLlm__Spool", Spool),
            ("TracedLlm__SpoolMode", mode),
            .. environment,
        ]);

    /// <summary>Makes a request in a trace of its own, and returns the id of the trace when the request has been answered.</summary>
    private static async Task<string> AskAsync(ServerProcess gateway, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        Assert.Equal(200, await GatewayFile.PostAsync(
            gateway,
            "v1/chat/completions",
            Key,
            new { model = "demo", messages = new[] { new { role = "user", content = "Hello" } } },
            ("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01")));
        return trace;
    }

    private Task WaitForDrainAsync(ServerProcess gateway) => SpoolContent.WaitAsync(Spool, static spans => spans.Count == 0, () => gateway.Output);

    private static async Task AssertLedgerAsync(ServerProcess gateway, int recovered)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("health/tracing", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Key}");
        using var response = await gateway.Client.SendAsync(request);
        using var health = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var backend = health.RootElement.GetProperty("backends").EnumerateArray().Single();
        Assert.Equal(
            (recovered, recovered, 0, 0),
            (backend.GetProperty("started").GetInt32(), backend.GetProperty("exported").GetInt32(), backend.GetProperty("in_flight").GetInt32(), backend.GetProperty("queue_bytes").GetInt32()));
        Assert.All(backend.GetProperty("dropped").EnumerateObject(), reason => Assert.Equal(0, reason.Value.GetInt32()));
    }

    private static string Names(IEnumerable<ReceivedSpan> spans) => string.Join(", ", spans.Select(span => span.Name).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Roots(IEnumerable<ReceivedSpan> spans) =>
        spans.Where(span => span.Kind == ReceivedSpanKind.Server).Select(span => span.TraceId);

    private static IEnumerable<string> Ids(IEnumerable<ReceivedSpan> spans) => spans.Select(span => $"{span.TraceId} {span.SpanId} {span.Name}").Order();
}
