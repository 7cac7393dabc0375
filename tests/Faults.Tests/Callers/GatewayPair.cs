using System.Text;
using TracedLlm.Faults.Tests.Gateways;
using TracedLlm.Testing.Backends;

namespace TracedLlm.Faults.Tests.Callers;

/// <summary>Two gateways with the same models: one sends spans, the other has no backend and starts no span. Callers of both must see the same.</summary>
internal sealed class GatewayPair : IAsyncDisposable
{
    private const int AtOnce = 16;

    // The gateway's log of exceptions for which it has no answer of its own. What a provider does wrong is in another category.
    private static readonly string[] UnexpectedFailures = ["fail: TracedLlm.Samples.Gateway.LlmEndpoint", "crit: "];

    private readonly CollectorReceiver _collector;
    private readonly FaultGateway _traced;
    private readonly FaultGateway _plain;
    private ProcessFootprint _before;
    private LedgerReport? _last;

    private GatewayPair(CollectorReceiver collector, FaultGateway traced, FaultGateway plain)
    {
        _collector = collector;
        _traced = traced;
        _plain = plain;
    }

    /// <summary>The spans that arrived and were checked.</summary>
    public long Spans { get; private set; }

    /// <summary>Starts both.</summary>
    /// <param name="folder">A folder for their files.</param>
    /// <param name="models">The entries of <c>model_list</c>.</param>
    /// <param name="settings">Further entries of <c>litellm_settings</c>.</param>
    public static async Task<GatewayPair> StartAsync(string folder, string models, string settings = "")
    {
        var collector = await CollectorReceiver.StartAsync();
        collector.KeepsBytes = false;
        return new(
            collector,
            await FaultGateway.StartAsync(folder, Yaml("[otel]"), ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Endpoint.ToString())),
            await FaultGateway.StartAsync(folder, Yaml("[]")));

        string Yaml(string callbacks) =>
            $$"""
            model_list: [{{models}}]
            litellm_settings: { callbacks: {{callbacks}}, num_retries: 0{{settings}} }
            general_settings: { master_key: {{FaultGateway.Key}} }
            """;
    }

    /// <summary>Remembers the footprint of the traced gateway.</summary>
    public async Task WarmUpAsync(params IReadOnlyCollection<(string Path, byte[] Body)> requests)
    {
        await CompareAsync(requests);
        _before = _traced.Footprint;
    }

    /// <summary>Sends requests to both, compares what their callers see, waits for the spans and checks them: one whole trace for each request.</summary>
    public async Task CompareAsync(IReadOnlyCollection<(string Path, byte[] Body)> requests)
    {
        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (request, _) =>
        {
            var traced = CallerView.ReadAsync(_traced.Client, request.Path, request.Body);
            var plain = CallerView.ReadAsync(_plain.Client, request.Path, request.Body);
            if (!(await traced).IsLike(await plain))
            {
                Assert.Fail($"{request.Path} {Describe(request.Body)}\nwith tracing: {await traced}\nwithout a backend: {await plain}");
            }
        });
        await RequireNoSpanAsync(_plain);
        var ledger = await _traced.SettleAsync();
        var received = _collector.Spans;
        Assert.Equal(0, ledger["otel"].AllDropped);
        Assert.Equal(ledger["otel"].Exported - (_last?["otel"].Exported ?? 0), received.Count);
        Assert.Equal(requests.Count, WholeTraces.Require(received).Count);
        Assert.Equal(received.Count, received.DistinctBy(span => span.SpanId).Count());
        Spans += received.Count;
        _last = ledger;
        _collector.Clear();
    }

    /// <summary>Requires that the traced gateway holds what it held after the warm-up, and logged no failure of its own.</summary>
    /// <returns>The growth, for people.</returns>
    public async Task<string> RequireFlatAsync()
    {
        var after = await FlatFootprint.RequireAsync(_before, _traced);
        foreach (var failure in UnexpectedFailures)
        {
            Assert.True(!_traced.Output.Contains(failure, StringComparison.Ordinal), Around(_traced.Output, failure));
        }

        return $"{_before} before, {after} after";
    }

    public async ValueTask DisposeAsync()
    {
        await _traced.DisposeAsync();
        await _plain.DisposeAsync();
        await _collector.DisposeAsync();
    }

    // If it started spans, both gateways would do the same, and a comparison could not fail.
    private static async Task RequireNoSpanAsync(FaultGateway gateway)
    {
        var ledger = await gateway.ReadLedgerAsync();
        Assert.True(ledger is { Started: 0, Backends.Count: 0 }, $"The gateway without a backend has a ledger: {ledger}");
    }

    private static string Around(string text, string part)
    {
        var index = Math.Max(0, text.IndexOf(part, StringComparison.Ordinal));
        return text[Math.Max(0, index - 1000)..Math.Min(text.Length, index + 2000)];
    }

    private static string Describe(byte[] body)
    {
        var file = Path.Combine(Path.GetTempPath(), $"faults-{Guid.NewGuid():N}.body");
        File.WriteAllBytes(file, body);
        return $"{Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 600)))}\n(the {body.Length} bytes are in {file})";
    }
}
