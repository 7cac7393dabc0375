using System.Net.Http.Headers;
using System.Net.Http.Json;
using TracedLlm.Faults.Tests.Campaign;
using TracedLlm.Faults.Tests.Gateways;
using TracedLlm.Testing.Backends;
using TracedLlm.Testing.Otlp;
using Xunit.Abstractions;

namespace TracedLlm.Faults.Tests.Scenarios;

/// <summary>50 keys, each with a destination of its own; one destination never answers.</summary>
[Collection(CampaignTests.Name)]
public sealed class TenantTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Tenants = 50;
    private const string TenantHeader = "x-tenant";

    private readonly string _folder = Directory.CreateTempSubdirectory("faults-").FullName;
    private readonly TaskCompletionSource _released = new();
    private CollectorReceiver _operators = null!;
    private CollectorReceiver _quick = null!;
    private CollectorReceiver _hanging = null!;

    public async Task InitializeAsync()
    {
        _operators = await CollectorReceiver.StartAsync();
        _quick = await CollectorReceiver.StartAsync();
        _hanging = await CollectorReceiver.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _operators.DisposeAsync();
        await _quick.DisposeAsync();
        await _hanging.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task One_tenant_whose_backend_hangs_delays_no_other()
    {
        var each = CampaignSize.Count(4, 1000);
        await using var gateway = await StartAsync();
        await SendAsync(gateway, requestsOfEach: 2);
        await gateway.SettleAsync();
        var before = gateway.Footprint;
        _quick.Clear();
        _hanging.Clear();

        _hanging.Faults.Always = BackendFault.Hang(_released.Task);
        await SendAsync(gateway, each);
        var received = await _quick.WaitForSpansAsync(spans => spans.Count(span => span.Kind == ReceivedSpanKind.Server) >= each * (Tenants - 1));
        Assert.Empty(_hanging.Spans);
        _hanging.Faults.Always = null;
        _released.SetResult();
        var ledger = await gateway.SettleAsync();

        WholeTraces.Require(_quick.Spans);
        Assert.Equal(each, WholeTraces.Require(_hanging.Spans).Count);
        var tenants = _quick.Spans.Where(span => span.Kind == ReceivedSpanKind.Server).ToDictionary(span => span.TraceId, span => span.Attributes["litellm.api_key.alias"]);
        foreach (var request in _quick.Requests.Where(request => request.Taken))
        {
            Assert.All(request.Spans, span => Assert.Equal(request.Headers[TenantHeader], tenants[span.TraceId]));
        }

        Assert.All(ledger.Backends, backend => Assert.Equal(0, backend.AllDropped));
        var after = await FlatFootprint.RequireAsync(before, gateway);
        ScenarioReport.Write(output, ScenarioTable.Tenants, $"{each} requests of each of {Tenants} tenants; {received.Count} spans of the others arrived while one hung, {_hanging.Spans.DistinctBy(span => span.SpanId).Count()} of that one afterwards; lost: 0; {before} before, {after} after");
    }

    private static Task SendAsync(FaultGateway gateway, int requestsOfEach) => Parallel.ForEachAsync(
        from request in Enumerable.Range(0, requestsOfEach) from tenant in Enumerable.Range(0, Tenants) select tenant,
        new ParallelOptions { MaxDegreeOfParallelism = 16 },
        async (tenant, _) => await SendOfTenantAsync(gateway, tenant));

    private static async Task SendOfTenantAsync(FaultGateway gateway, int tenant)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("v1/chat/completions", UriKind.Relative))
        {
            Content = JsonContent.Create(new { model = "demo", messages = new[] { new { role = "user", content = "Hello" } } }),
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", $"sk-of-tenant-{tenant}") },
        };
        using var answer = await gateway.Client.SendAsync(request);
        Assert.Equal(200, (int)answer.StatusCode);
        await answer.Content.ReadAsByteArrayAsync();
    }

    private Task<FaultGateway> StartAsync() => FaultGateway.StartAsync(
        _folder,
        $$"""
        model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]
        litellm_settings:
          callbacks: [otel]
          provider_url_destination_allowed_hosts: ['{{_quick.Endpoint.Authority}}', '{{_hanging.Endpoint.Authority}}']
        general_settings:
          master_key: {{FaultGateway.Key}}
          keys:
        {{string.Join('\n', Enumerable.Range(0, Tenants).Select(tenant => $$"""    - { key: sk-of-tenant-{{tenant}}, key_alias: tenant-{{tenant}}, metadata: { logging: [{ callback_name: otel, callback_vars: { otel_endpoint: '{{(tenant == 0 ? _hanging : _quick).Endpoint}}', otel_headers: 'x-tenant=tenant-{{tenant}}' } }] } }"""))}}
        """,
        ("OTEL_EXPORTER_OTLP_ENDPOINT", _operators.Endpoint.ToString()),
        ("TracedLlm__TenantDestinations", "Override"),
        ("OTEL_BSP_EXPORT_TIMEOUT", "10000"));
}
