using TracedLlm.Faults.Tests.Campaign;
using TracedLlm.Faults.Tests.Gateways;
using TracedLlm.Faults.Tests.Receivers;
using TracedLlm.Faults.Tests.Sockets;
using Xunit.Abstractions;

namespace TracedLlm.Faults.Tests.Scenarios;

/// <summary>Four backends that misbehave in every way, under load.</summary>
[Collection(CampaignTests.Name)]
public sealed class ReceiverFaultTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly string[] Backends = ["otel", "langfuse_otel", "arize_phoenix", "langsmith"];

    private readonly string _folder = Directory.CreateTempSubdirectory("faults-").FullName;
    private readonly List<FaultyReceiver> _receivers = [];

    public async Task InitializeAsync()
    {
        foreach (var _ in Backends)
        {
            _receivers.Add(await FaultyReceiver.StartAsync());
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var receiver in _receivers)
        {
            await receiver.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Every_span_is_taken_once_or_refused_and_the_ledger_says_which()
    {
        await using var gateway = await StartAsync();
        Assert.Equal(200, await gateway.ChatAsync("warm-up"));
        await gateway.SettleAsync();
        var before = gateway.Footprint;
        var faults = Plan();

        var requests = 1;
        while (_receivers.Any(receiver => receiver.Waiting > 0))
        {
            Assert.Equal(200, await gateway.ChatAsync($"r-{requests++}"));
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(200, await gateway.ChatAsync("last"));
        var ledger = await gateway.SettleAsync();

        requests++;
        foreach (var (backend, receiver) in Backends.Zip(_receivers))
        {
            var (taken, refused) = (receiver.Taken, receiver.Refused);
            Assert.Equal(taken.Count, taken.DistinctBy(span => span.SpanId).Count());
            Assert.Empty(taken.IntersectBy(refused.Select(span => span.SpanId), span => span.SpanId));
            Assert.Equal(requests, WholeTraces.Require([.. taken, .. refused]).Count);
            Assert.True((taken.Count, refused.Count, refused.Count) == (ledger[backend].Exported, ledger[backend].Dropped["rejected"], ledger[backend].AllDropped), $"{taken.Count} taken, {refused.Count} refused; {ledger[backend]}");
            Assert.Equal(ledger.Started, ledger[backend].Started);
        }

        var after = await FlatFootprint.RequireAsync(before, gateway);
        ScenarioReport.Write(
            output,
            ScenarioTable.Receivers,
            $"{faults} faults of {SocketFaults.All.Count} kinds, {requests} requests, {ledger.Started} spans for each of {Backends.Length} backends; refused for good: {_receivers.Sum(receiver => receiver.Refused.Count)}, lost: 0");
    }

    // The short campaign has each fault at one backend, the long one at every backend several times.
    private int Plan()
    {
        var random = CampaignSize.NewRandom();
        for (var round = 0; round < CampaignSize.Count(1, 20); round++)
        {
            var faults = SocketFaults.All.ToArray();
            random.Shuffle(faults);
            foreach (var (index, fault) in faults.Index())
            {
                foreach (var receiver in CampaignSize.IsLong ? _receivers : [_receivers[index % _receivers.Count]])
                {
                    receiver.Add(fault);
                }
            }
        }

        return _receivers.Sum(receiver => receiver.Waiting) / 2;
    }

    private Task<FaultGateway> StartAsync() => FaultGateway.StartAsync(
        _folder,
        $$"""
        model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]
        litellm_settings: { callbacks: [otel, langfuse_otel, arize_phoenix, langsmith], num_retries: 0 }
        general_settings: { master_key: {{FaultGateway.Key}} }
        """,
        ("OTEL_EXPORTER_OTLP_ENDPOINT", Address(0)),
        ("LANGFUSE_OTEL_HOST", Address(1)),
        ("LANGFUSE_PUBLIC_KEY", "pk-of-the-test"),
        ("LANGFUSE_SECRET_KEY", "sk-of-the-test"),
        ("PHOENIX_COLLECTOR_HTTP_ENDPOINT", Address(2) + "/v1/traces"),
        ("LANGSMITH_BASE_URL", Address(3)),
        ("LANGSMITH_API_KEY", "lsv2-of-the-test"));

    private string Address(int receiver) => _receivers[receiver].Endpoint.ToString().TrimEnd('/');
}
