using System.Globalization;
using System.Net.Sockets;
using System.Runtime.Versioning;
using TracedLlm.Faults.Tests.Campaign;
using TracedLlm.Faults.Tests.Gateways;
using TracedLlm.Testing.Sockets;
using TracedLlm.Testing.Waiting;
using Xunit.Abstractions;

namespace TracedLlm.Faults.Tests.Overload;

/// <summary>More connections than the process may have files open, without any limit in its file.</summary>
[Collection(CampaignTests.Name)]
[UnsupportedOSPlatform("windows")]
public sealed class DescriptorTests(ITestOutputHelper output)
{
    private const int Descriptors = 1024;
    private const int Callers = 1500;

    // docs/deployment.md: an eighth of the descriptors.
    private const int Limit = Descriptors / 8;

    private const int Closed = 0;

    [Fact]
    public async Task A_gateway_with_too_few_descriptors_serves_what_it_has_admitted_and_answers_its_probes()
    {
        await using var gateways = await CollectedGateways.OpenAsync();
        await using var provider = await HeldProvider.StartAsync();
        await using var gateway = await FaultGateway.StartWithDescriptorsAsync(
            Descriptors,
            gateways.Folder,
            $$"""
            model_list: [{ model_name: gpt, litellm_params: { model: openai/gpt-4.1, api_base: '{{provider.Endpoint}}v1', api_key: sk-provider } }]
            litellm_settings: { callbacks: [otel], num_retries: 0 }
            general_settings: { master_key: {{FaultGateway.Key}} }
            """,
            gateways.Variables());
        var connections = new List<RawHttpConnection>();
        var idle = gateway.Footprint;
        var callers = Enumerable.Range(0, Callers).Select(_ => CallAsync(gateway.Endpoint, connections)).ToList();

        await Eventually.BecomesTrueAsync(
            () => provider.Arrived == Limit && callers.Count(static caller => caller.IsCompleted) == Callers - Limit,
            () => $"{provider.Arrived} requests are at the provider, {callers.Count(static caller => caller.IsCompleted)} of {Callers} have ended; {gateway.Footprint}. The gateway wrote:\n{gateway.Output}");
        var height = gateway.Footprint;
        await ProbeAsync(gateway);
        Assert.Equal(Limit, callers.Count(static caller => !caller.IsCompleted));
        provider.Release();
        var statuses = (await Task.WhenAll(callers).WaitAsync(Patience.Default)).CountBy(static status => status).ToDictionary();
        connections.ForEach(static connection => connection.Dispose());

        // How many connections are closed depends on how fast they come: a refused one gives its place to a later one.
        Assert.Subset(new HashSet<int> { Closed, 200, 503 }, statuses.Keys.ToHashSet());
        Assert.Equal((Limit, Limit), (statuses[200], provider.Arrived));
        Assert.True(statuses[503] > 0);
        Assert.Equal(0, (await gateway.SettleAsync())["otel"].AllDropped);
        Assert.Equal(Limit, WholeTraces.Require(gateways.Collector.Spans).Count(static root => Equals(root.Attributes["litellm.outcome"], "ok")));
        ScenarioReport.Write(output, ScenarioTable.Descriptors, $"{Callers} callers of a process that may have {Descriptors} files open: {statuses[200]} served, {statuses[503]} refused, {statuses.GetValueOrDefault(Closed)} connections closed; {idle} before, {height} while all were there");
    }

    /// <summary>Returns the status, or <see cref="Closed"/>. The connection stays open on this side, as that of a caller that keeps its connections.</summary>
    private static async Task<int> CallAsync(Uri gateway, List<RawHttpConnection> connections)
    {
        try
        {
            var connection = await RawHttpConnection.ConnectAsync(gateway);
            lock (connections)
            {
                connections.Add(connection);
            }

            await connection.PostJsonAsync("/v1/chat/completions", """{"model":"gpt","messages":[]}""", $"Authorization: Bearer {FaultGateway.Key}");
            var head = await connection.ReadUntilAsync("\r\n\r\n");
            return int.Parse(head.AsSpan("HTTP/1.1 ".Length, 3), NumberStyles.None, CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is SocketException or EndOfStreamException)
        {
            return Closed;
        }
    }

    // A probe is tried again, as an orchestrator does. Refused callers' connections are being closed.
    private static async Task ProbeAsync(FaultGateway gateway)
    {
        using var patience = new CancellationTokenSource(Patience.Default);
        while (true)
        {
            try
            {
                using var probe = await gateway.Client.GetAsync(new Uri("health/liveness", UriKind.Relative), patience.Token);
                Assert.Equal(200, (int)probe.StatusCode);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(10, patience.Token);
            }
        }
    }
}
