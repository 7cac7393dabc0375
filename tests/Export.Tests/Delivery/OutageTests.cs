using System.Net;
using System.Text.Json;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Tests.Pipeline;
using TracedLlm.Export.Views.SemanticConventions;

namespace TracedLlm.Export.Tests.Delivery;

/// <summary>What the log and the health report say while a backend does not receive spans.</summary>
public sealed class OutageTests
{
    private static readonly Func<Task<HttpResponseMessage>> Refuses = () => throw new HttpRequestException(
        HttpRequestError.ConnectionError, "no", new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.ConnectionRefused));

    [Fact]
    public async Task The_first_failure_is_a_warning_at_once_and_the_end_is_one_more()
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchSpans = 2 };
        tested.Backend.AnswerInTurn(Refuses, Refuses, ScriptedBackend.Ok);

        tested.Add("a", "b");
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        Assert.Equal("Warning: test does not receive spans at http://backend.test: network error: connection refused. Since 2026-03-01 12:00:00 UTC; 2 spans wait", Assert.Single(tested.Log.Lines).Split(" (")[0]);
        Assert.Equal("""{"reason":"network error: connection refused","since":"2026-03-01T12:00:00Z"}""", Health(tested, "outage"));
        tested.Clock.Advance(TimeSpan.FromSeconds(1));
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(2));
        tested.Clock.Advance(TimeSpan.FromSeconds(2));
        await tested.Backend.WaitForAsync(3);
        await tested.FlushAsync();
        Assert.Single(tested.Log.Lines);
        Assert.Equal("null", Health(tested, "outage"));

        // Two seconds of the quiet time have passed, because the second failure came a second after the first.
        await tested.Clock.WaitForTimerAsync(OutageLog.Quiet - TimeSpan.FromSeconds(2));
        tested.Clock.Advance(OutageLog.Quiet - TimeSpan.FromSeconds(2));
        await tested.FlushAsync();
        await tested.Add("c").FlushAsync();
        Assert.Equal(
            ["Warning: test receives spans at http://backend.test again, after 00:00:03. 0 spans were lost meanwhile."],
            tested.Log.Lines.Skip(1));
    }

    [Fact]
    public async Task An_outage_that_lasts_is_told_again_after_growing_times()
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchSpans = 1, MaxSpanAge = TimeSpan.FromHours(10) };
        tested.Backend.AnswerInTurn(Refuses);
        tested.Add("a");
        await tested.Backend.WaitForAsync(1);
        for (var minutes = 0; minutes < 100; minutes++)
        {
            await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(Delay(tested.Backend.All.Count)));
            var before = tested.Backend.All.Count;
            tested.Clock.Advance(TimeSpan.FromMinutes(1));
            await tested.Backend.WaitForAsync(before + 1);
        }

        Assert.Equal(
            ["00:05", "00:15", "00:35", "01:15"],
            tested.Log.Lines.Skip(1).Select(line => line["Warning: test has not received spans at http://backend.test for ".Length..][..5]));
        Assert.Contains(": network error: connection refused. 1 spans wait (", tested.Log.Lines.Last(), StringComparison.Ordinal);
        Assert.EndsWith(" bytes in memory), 0 were lost.", tested.Log.Lines.Last(), StringComparison.Ordinal);

        static int Delay(int failures) => Math.Min(15, 1 << Math.Min(failures - 1, 4));
    }

    [Fact]
    public async Task A_refusal_is_one_warning_with_the_backends_text_and_without_secrets_however_many_spans_it_costs()
    {
        using var tested = new TestedPipeline();
        tested.Backend.Answer = _ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.Unauthorized) { Content = new StringContent("""{"message":"no access with secret-of-the-test"}""") });

        await tested.Add("a", "b").FlushAsync();
        await tested.Add("c").FlushAsync();

        Assert.Equal(
            ["""Warning: test refuses spans at http://backend.test: HTTP 401: {"message":"no access with ***"}. Since 2026-03-01 12:00:00 UTC; refused spans are dropped."""],
            tested.Log.Lines);
        Assert.Equal("losing", Health(tested, "status", ofBackend: false));
        Assert.Equal("""HTTP 401: {"message":"no access with ***"}""", Health(tested, "last_error"));

        tested.Backend.Answer = _ => ScriptedBackend.Ok();
        await tested.Add("d").FlushAsync();
        tested.Clock.Advance(OutageLog.Quiet);
        await tested.FlushAsync();

        Assert.Equal(["Warning: test receives spans at http://backend.test again, after 00:00:00. 3 spans were lost meanwhile."], tested.Log.Lines.Skip(1));
        Assert.Equal("ok", Health(tested, "status", ofBackend: false));
    }

    [Fact]
    public async Task A_backend_that_comes_and_goes_has_one_line_for_it()
    {
        using var tested = new TestedPipeline();
        var number = 0;
        tested.Backend.Answer = _ => ScriptedBackend.Status(number++ % 2 == 0 ? 401 : 200);
        for (var time = 0; time < 20; time++)
        {
            await tested.Add($"s{time}").FlushAsync();
            tested.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Single(tested.Log.Lines);
    }

    [Theory]
    [InlineData(413)]
    [InlineData(400)]
    public async Task A_span_that_is_refused_among_others_is_no_outage(int status)
    {
        using var tested = new TestedPipeline();
        tested.Backend.Answer = request => ScriptedBackend.Status(request.Names.Contains("bad") ? status : 200);

        await tested.Add("a", "bad", "b").FlushAsync();

        Assert.StartsWith("Warning: The export drops spans for test: ", Assert.Single(tested.Log.Lines), StringComparison.Ordinal);
        Assert.Equal("null", Health(tested, "outage"));
    }

    [Fact]
    public async Task A_backend_that_understands_nothing_is_an_outage()
    {
        using var tested = new TestedPipeline();
        tested.Backend.Answer = _ => ScriptedBackend.Status(400);

        await tested.Add([.. Enumerable.Range(0, 200).Select(number => $"s{number}")]).FlushAsync();
        await tested.Add("last").FlushAsync();

        Assert.Contains(tested.Log.Lines, line => line.StartsWith("Warning: test refuses spans at http://backend.test: HTTP 400. ", StringComparison.Ordinal));
    }

    [Fact]
    public void Ten_thousand_tenants_have_a_few_lines_and_a_summary_and_the_operator_has_a_line_of_its_own()
    {
        using var log = new Setup.LogLines();
        var clock = new ManualClock();
        var ledger = new BackendLedger("test", new LossLog(log, clock));
        var outages = new OutageLog(ledger, new ByteBudget(1000), log, clock);
        var tenants = Enumerable.Range(0, 10_000).Select(number => Endpoint($"http://tenant-{number}.test", isTenants: true)).ToList();
        foreach (var tenant in tenants)
        {
            outages.OnFailed(tenant, "HTTP 401", isRefusal: true);
            clock.Advance(TimeSpan.FromTicks(1));
        }

        outages.OnFailed(Endpoint("http://operator.test", isTenants: false), "HTTP 403", isRefusal: true);
        clock.Advance(OutageLog.Quiet);
        outages.Check();

        const string Since = "Since 2026-03-01 12:00:00 UTC; refused spans are dropped.";
        Assert.Equal(
            [
                .. Enumerable.Range(0, OutageLog.MaxTenantLines).Select(number => $"Warning: test of a key or team refuses spans at http://tenant-{number}.test: HTTP 401. {Since}"),
                $"Warning: test refuses spans at http://operator.test: HTTP 403. {Since}",
                "Warning: test: 1023 more destinations of keys and teams do not receive spans, the last one at http://tenant-9999.test: HTTP 401.",
            ],
            log.Lines);
        Assert.Equal(("HTTP 403", 1023), (outages.Report.Reason, outages.Report.Tenants));

        tenants.ForEach(outages.OnAccepted);
        clock.Advance(OutageLog.Quiet);
        outages.Check();
        outages.Check();
        Assert.Equal(["Warning: test: these further destinations of keys and teams receive spans again."], log.Lines.Skip(OutageLog.MaxTenantLines + 2));
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, 1)]
    [InlineData(HttpStatusCode.BadRequest, 200)]
    public async Task The_text_of_a_tenants_backend_is_neither_in_the_log_nor_in_the_health_report(HttpStatusCode status, int spans)
    {
        using var tested = new TestedPipeline { Endpoints = [Endpoint("http://tenant.test", isTenants: true)] };
        tested.Backend.Answer = _ => Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent("prompt of Red") });

        await tested.Add([.. Enumerable.Range(0, spans).Select(number => $"s{number}")]).FlushAsync();
        await tested.Add("last").FlushAsync();

        Assert.Contains(tested.Log.Lines, line => line.StartsWith($"Warning: test of a key or team refuses spans at http://tenant.test: HTTP {(int)status}. ", StringComparison.Ordinal));
        Assert.DoesNotContain(tested.Log.Lines, line => line.Contains("Red", StringComparison.Ordinal));
        Assert.Equal(($"HTTP {(int)status}", "null", "1"), (Health(tested, "last_error"), Health(tested, "outage"), Health(tested, "tenant_outages")));
    }

    [Fact]
    public async Task A_log_that_throws_stops_no_span()
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchSpans = 1 };
        var outages = new OutageLog(new BackendLedger("test", new LossLog(new ThrowingLog(), tested.Clock)), new ByteBudget(1), new ThrowingLog(), tested.Clock);

        outages.OnFailed(tested.Endpoints[0], "no", isRefusal: false);

        Assert.Equal("no", outages.Report.Reason);
        await tested.Add("a").FlushAsync();
    }

    private static BackendEndpoint Endpoint(string address, bool isTenants) =>
        new("test", new Uri(address + "/v1/traces?key=secret"), [], new SemanticConventionsView()) { Owner = isTenants ? EndpointOwner.Tenant : EndpointOwner.Operator };

    private static string? Health(TestedPipeline tested, string property, bool ofBackend = true)
    {
        using var json = JsonDocument.Parse(DeliveryHealth.ToJson(tested.Ledger));
        var value = (ofBackend ? json.RootElement.GetProperty("backends")[0] : json.RootElement).GetProperty(property);
        return value.ValueKind == JsonValueKind.String ? value.GetString() : JsonSerializer.Serialize(value);
    }
}
