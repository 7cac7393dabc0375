using System.Globalization;
using System.Text;
using TracedLlm.Faults.Tests.Campaign;
using TracedLlm.Faults.Tests.Gateways;
using TracedLlm.Testing.Sockets;
using Xunit.Abstractions;

namespace TracedLlm.Faults.Tests.Scenarios;

/// <summary>Callers that leave at every byte, and callers that are slow.</summary>
[Collection(CampaignTests.Name)]
public sealed class LeavingCallerTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int AtOnce = 32;
    private const string Body = """{"model":"demo","stream":true,"messages":[{"role":"user","content":"one two three"}],"metadata":{"session_id":"s-1"}}""";

    private static readonly byte[] Request = Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"POST /v1/chat/completions HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {FaultGateway.Key}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"));

    private CollectedGateways _gateways = null!;
    private FaultGateway _gateway = null!;

    public async Task InitializeAsync()
    {
        _gateways = await CollectedGateways.OpenAsync();
        _gateway = await _gateways.StartAsync(FaultGateway.SimulatedYaml);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _gateways.DisposeAsync();
    }

    [Fact]
    public async Task A_caller_that_leaves_at_any_byte_leaves_a_whole_trace_and_nothing_else()
    {
        var answer = await ReadWholeAsync();
        await _gateway.SettleAsync();
        var before = _gateway.Footprint;
        var step = CampaignSize.Count(7, 1);
        var inRequest = Enumerable.Range(1, Request.Length - 1).Where(bytes => bytes % step == 0).ToList();
        var inAnswer = Enumerable.Range(1, answer - 1).Where(bytes => bytes % step == 0).ToList();

        for (var round = 0; round < CampaignSize.Count(1, 20); round++)
        {
            await Parallel.ForEachAsync(inRequest, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (bytes, _) => await LeaveInRequestAsync(bytes, resets: bytes % 2 == round % 2));
            await Parallel.ForEachAsync(inAnswer, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (bytes, _) => await LeaveInAnswerAsync(bytes));
        }

        var ledger = await _gateway.SettleAsync();
        var roots = WholeTraces.Require(_gateways.Collector.Spans);
        Assert.Equal(ledger["otel"].Exported, _gateways.Collector.Spans.Count);
        Assert.Equal(0, ledger["otel"].AllDropped);
        Assert.InRange(roots.Count, inAnswer.Count * CampaignSize.Count(1, 20), 1 + ((inAnswer.Count + inRequest.Count) * CampaignSize.Count(1, 20)));
        Assert.Contains(roots, root => root.Attributes["litellm.outcome"] is "cancelled");
        var after = await FlatFootprint.RequireAsync(before, _gateway);
        ScenarioReport.Write(output, ScenarioTable.LeavingCallers, $"{inRequest.Count} places in a request of {Request.Length} bytes, {inAnswer.Count} in an answer of {answer}; {roots.Count} traces; {before} before, {after} after");
    }

    [Fact]
    public async Task A_slow_caller_gets_its_whole_answer_and_a_whole_trace()
    {
        var callers = CampaignSize.Count(20, 500);
        await ReadWholeAsync();
        await _gateway.SettleAsync();
        var before = _gateway.Footprint;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => SendSlowlyAsync()));

        var ledger = await _gateway.SettleAsync();
        var roots = WholeTraces.Require(_gateways.Collector.Spans);
        Assert.Equal(1 + callers, roots.Count);
        Assert.All(roots, root => Assert.Equal("ok", root.Attributes["litellm.outcome"]));
        Assert.Equal(ledger["otel"].Exported, _gateways.Collector.Spans.Count);
        var after = await FlatFootprint.RequireAsync(before, _gateway);
        ScenarioReport.Write(output, ScenarioTable.SlowCallers, $"{callers} callers at once, {Request.Length} writes each; {roots.Count} traces; {before} before, {after} after");
    }

    private async Task<int> ReadWholeAsync()
    {
        using var caller = await RawHttpConnection.ConnectAsync(_gateway.Endpoint);
        await caller.SendAsync(Request);
        return Encoding.UTF8.GetByteCount(await caller.ReadUntilAsync("0\r\n\r\n"));
    }

    private async Task LeaveInRequestAsync(int bytes, bool resets)
    {
        using var caller = await RawHttpConnection.ConnectAsync(_gateway.Endpoint);
        await caller.SendAsync(Request.AsMemory(0, bytes));
        if (resets)
        {
            caller.Reset();
        }
    }

    private async Task LeaveInAnswerAsync(int bytes)
    {
        using var caller = await RawHttpConnection.ConnectAsync(_gateway.Endpoint);
        await caller.SendAsync(Request);
        try
        {
            await caller.ReadBytesAsync(bytes);
        }
        catch (EndOfStreamException)
        {
            // Headers with dates and durations differ in length.
        }

        caller.Reset();
    }

    private async Task SendSlowlyAsync()
    {
        using var caller = await RawHttpConnection.ConnectAsync(_gateway.Endpoint);
        for (var sent = 0; sent < Request.Length; sent++)
        {
            await caller.SendAsync(Request.AsMemory(sent, 1));
            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }

        await caller.ReadUntilAsync("0\r\n\r\n");
    }
}
