using System.Diagnostics;
using TracedLlm.Faults.Tests.Campaign;
using TracedLlm.Faults.Tests.Gateways;
using TracedLlm.Testing.Waiting;
using Xunit.Abstractions;

namespace TracedLlm.Faults.Tests.Overload;

/// <summary>More requests than the gateway may have at once. The provider answers nothing before the test has seen every refusal.</summary>
[Collection(CampaignTests.Name)]
public sealed class OverloadTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Limit = 16;

    // At five times the capacity four of five requests are above it.
    private const int AboveLimit = 4 * Limit;

    private const int WarmUps = 3;

    // The sample's RefusalSample.PerSecond. Waves of some seconds touch up to two seconds of the clock more.
    private const int TracedPerSecond = 10;
    private const int MoreSeconds = 2;

    private CollectedGateways _gateways = null!;
    private HeldProvider _provider = null!;
    private TimeSpan _slowestRefusal;
    private int _refused;
    private int _refusalsTraced;

    public async Task InitializeAsync()
    {
        _gateways = await CollectedGateways.OpenAsync();
        _provider = await HeldProvider.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _provider.DisposeAsync();
        await _gateways.DisposeAsync();
    }

    [Fact]
    public async Task Requests_above_the_limit_are_refused_before_any_other_is_answered_and_all_others_are_served()
    {
        var waves = CampaignSize.Count(8, 2000);
        await using var gateway = await StartAsync();
        var exported = 0L;
        for (var wave = 0; wave < WarmUps; wave++)
        {
            (exported, _) = await SendWaveAsync(gateway, exported);
        }

        var (before, firstHeight) = (gateway.Footprint, default(ProcessFootprint));
        var height = firstHeight;
        (_slowestRefusal, _refused, _refusalsTraced) = (default, 0, 0);
        var clock = Stopwatch.StartNew();
        for (var wave = 0; wave < waves; wave++)
        {
            (exported, height) = await SendWaveAsync(gateway, exported);
            firstHeight = wave == 0 ? height : firstHeight;
        }

        var after = await FlatFootprint.RequireAsync(before, gateway);
        FlatFootprint.Require(firstHeight, height);
        Assert.Equal(Limit, _provider.MostAtOnce);
        Assert.InRange(_refused, waves * AboveLimit, int.MaxValue);
        Assert.InRange(_refusalsTraced, 1, TracedPerSecond * ((int)clock.Elapsed.TotalSeconds + MoreSeconds));
        ScenarioReport.Write(output, ScenarioTable.Overload, $"{waves} waves, {waves * Limit} requests served, {_refused} refused, {_refusalsTraced} of these traced, the slowest refusal after {_slowestRefusal.TotalMilliseconds:0} ms; {exported} spans, lost: 0; {before} before, {height} in the last wave, {after} after");
    }

    [Fact]
    public async Task Requests_that_come_while_places_become_free_are_served_or_refused_at_once()
    {
        const int Requests = 20 * Limit;
        await using var gateway = await StartAsync();
        var answers = new List<Task<Answer>>();
        for (var request = 0; request < Requests; request++)
        {
            // Open loop: no request waits for the answer to another.
            answers.Add(Answer.ReadAsync(gateway.Client));
            if (request % 3 == 0)
            {
                _provider.Release(1);
            }
        }

        // Whatever is still admitted is answered; all others have their refusal.
        while (answers.Exists(static answer => !answer.IsCompleted))
        {
            _provider.Release();
            await Task.WhenAny(Task.WhenAll(answers), Task.Delay(10));
        }

        var statuses = (await Task.WhenAll(answers)).CountBy(static answer => answer.Status).ToDictionary();
        Assert.Equal([200, 503], statuses.Keys.Order());
        Assert.Equal(_provider.Arrived, statuses[200]);
        Assert.InRange(statuses[200], Limit, Requests);
        Assert.InRange(_provider.MostAtOnce, 1, Limit);
        Assert.Equal(0, (await gateway.SettleAsync())["otel"].AllDropped);
        Assert.Equal(statuses[200], WholeTraces.Require(_gateways.Collector.Spans).Count(static root => Equals(root.Attributes["litellm.outcome"], "ok")));
    }

    /// <summary>Fills the gateway, sends it four times as much more, and lets the provider answer when all of that is refused.</summary>
    /// <returns>The spans exported so far, and the footprint of the full gateway.</returns>
    private async Task<(long Exported, ProcessFootprint Height)> SendWaveAsync(FaultGateway gateway, long exportedBefore)
    {
        var (admitted, refused) = await FillAsync(gateway);
        var clock = Stopwatch.StartNew();
        var above = Enumerable.Range(0, AboveLimit).Select(async number =>
        {
            var request = RefusedRequest.All[number % RefusedRequest.All.Count];
            var answer = await Answer.ReadAsync(gateway.Client, request.Path);
            return (request, answer, clock.Elapsed);
        }).ToList();
        foreach (var (request, answer, elapsed) in await Task.WhenAll(above).WaitAsync(Patience.Default))
        {
            Assert.Equal((503, request.Refusal), (answer.Status, answer.Body));
            Assert.InRange(answer.RetryAfter ?? 0, 1, 3);
            _slowestRefusal = elapsed > _slowestRefusal ? elapsed : _slowestRefusal;
        }

        Assert.DoesNotContain(admitted, static request => request.IsCompleted);
        var height = gateway.Footprint;
        _provider.Release();
        Assert.All(await Task.WhenAll(admitted).WaitAsync(Patience.Default), static answer => Assert.Equal(200, answer.Status));

        var ledger = await gateway.SettleAsync();
        var spans = _gateways.Collector.Spans;
        Assert.Equal(0, ledger["otel"].AllDropped);
        Assert.Equal(ledger["otel"].Exported - exportedBefore, spans.DistinctBy(static span => span.SpanId).Count());
        var roots = WholeTraces.Require(spans).ToLookup(static root => (string)root.Attributes["litellm.outcome"]!);
        Assert.Equal(Limit, roots["ok"].Count());
        Assert.All(roots["refused"], static root => Assert.Equal((503L, "TracedLlm.Samples.Gateway.OverloadedException"), (root.Attributes["http.response.status_code"], root.Attributes["error.type"])));
        Assert.Equal(Limit + roots["refused"].Count(), roots.Sum(static ending => ending.Count()));
        Assert.InRange(roots["refused"].Count(), 0, AboveLimit + refused);
        (_refused, _refusalsTraced) = (_refused + AboveLimit + refused, _refusalsTraced + roots["refused"].Count());
        _gateways.Collector.Clear();
        return (ledger["otel"].Exported, height);
    }

    // The gateway frees the place of a request a moment after its answer, so that a request that comes at once can be refused.
    private async Task<(List<Task<Answer>> Admitted, int Refused)> FillAsync(FaultGateway gateway)
    {
        var (admitted, refused, next) = (new List<Task<Answer>>(), 0, _provider.NextAsync());
        while (true)
        {
            var request = Answer.ReadAsync(gateway.Client);
            if (await Task.WhenAny(next, request).WaitAsync(Patience.Default) == request)
            {
                Assert.Equal(503, (await request).Status);
                refused++;
                await Task.Delay(10);
                continue;
            }

            admitted.Add(request);
            if (admitted.Count == Limit)
            {
                return (admitted, refused);
            }

            next = _provider.NextAsync();
        }
    }

    private Task<FaultGateway> StartAsync() => _gateways.StartAsync(
        $$"""
        model_list: [{ model_name: gpt, litellm_params: { model: openai/gpt-4.1, api_base: '{{_provider.Endpoint}}v1', api_key: sk-provider } }]
        litellm_settings: { callbacks: [otel], num_retries: 0 }
        general_settings: { master_key: {{FaultGateway.Key}}, global_max_parallel_requests: {{Limit}} }
        """);
}
