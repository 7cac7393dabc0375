using System.Net;
using System.Text.Json;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Samples.Gateway.Tests.WarmUp;

/// <summary>The requests that a gateway serves before its port is open.</summary>
public sealed class RouteWarmUpTests
{
    private const string Duration = "gen_ai.client.operation.duration";
    private const string Chat = """{"model":"demo","messages":[{"role":"user","content":"Hello!"}]}""";

    private static TestClock Clock => new() { FiresAtOnceBelow = TimeSpan.FromSeconds(1) };

    [Fact]
    public async Task Every_request_is_served()
    {
        var statuses = await RouteWarmUp.RunAsync(WarmUpExtent.Once, Clock, CancellationToken.None);

        Assert.Equal(RouteWarmUp.Requests.Select(static _ => (int)HttpStatusCode.OK), statuses);
    }

    [Fact]
    public async Task In_stages_every_request_is_served_as_often_as_asked_for()
    {
        var statuses = await RouteWarmUp.RunAsync(new WarmUpExtent(Stages: 2, Calls: 2), Clock, CancellationToken.None);

        Assert.Equal(Enumerable.Repeat((int)HttpStatusCode.OK, 4 * RouteWarmUp.Requests.Count), statuses);
    }

    [Theory]
    [InlineData(null, 1, 1)]
    [InlineData("", 1, 1)]
    [InlineData("true", 1, 1)]
    [InlineData("false", 0, 0)]
    [InlineData("False", 0, 0)]
    [InlineData("full", 2, 32)]
    [InlineData("Full", 2, 32)]
    public void The_environment_chooses_how_often(string? value, int stages, int calls)
    {
        Environment.SetEnvironmentVariable("GATEWAY_WARM_UP", value);
        try
        {
            Assert.Equal(new WarmUpExtent(stages, calls), WarmUpExtent.Read());
        }
        finally
        {
            Environment.SetEnvironmentVariable("GATEWAY_WARM_UP", null);
        }
    }

    [Fact]
    public async Task A_start_that_is_cancelled_is_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RouteWarmUp.RunAsync(WarmUpExtent.Once, Clock, cancelled.Token));
    }

    [Fact]
    public async Task No_backend_no_ledger_no_spool_and_no_metric_has_them()
    {
        var spool = Directory.CreateTempSubdirectory("warm-up-").FullName;
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Account = false });
        await using var gateway = await GatewayProcess.StartAsync(
            """
            model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]
            litellm_settings: { callbacks: [otel] }
            general_settings: { master_key: sk-caller }
            """,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Endpoint.ToString()),
            ("OTEL_BSP_SCHEDULE_DELAY", "20"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "100"),
            ("TracedLlm__Spool", spool),
            ("TracedLlm__SpoolMode", "Always"));
        using var client = new HttpClient { BaseAddress = gateway.Endpoint, DefaultRequestHeaders = { Authorization = new("Bearer", "sk-caller") } };
        var before = await ReadLedgerAsync(client);

        using var content = new StringContent(Chat, System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var spans = await receiver.WaitForRootAsync();
        Assert.Equal((0, spans.Count), (before, await ReadLedgerAsync(client)));
        Assert.Single(spans.Select(static span => span.TraceId).Distinct());

        // The SDK may export a point before its first measurement is added.
        var durations = await receiver.WaitForMetricsAsync(static metrics => metrics.Any(static metric => metric.Name == Duration && CountOf(metric) > 0));
        Assert.All(durations.Where(static metric => metric.Name == Duration), static metric => Assert.InRange(CountOf(metric), 0, 1));
        Directory.Delete(spool, recursive: true);
    }

    private static long CountOf(ReceivedMetric metric) => metric.Points.Sum(static point => (long)point.Count);

    private static async Task<int> ReadLedgerAsync(HttpClient client)
    {
        using var report = JsonDocument.Parse(await client.GetStringAsync(new Uri("/health/tracing", UriKind.Relative)));
        return report.RootElement.GetProperty("spans").GetProperty("started").GetInt32();
    }
}
