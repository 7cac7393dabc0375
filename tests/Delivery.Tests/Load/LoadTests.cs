using System.Globalization;
using TracedLlm.Testing.Backends;
using TracedLlm.Testing.Waiting;
using Xunit.Abstractions;

namespace TracedLlm.Delivery.Tests.Load;

/// <summary>Many requests, many tenants, slow backends.</summary>
[Collection(SequentialTests.Name)]
public sealed class LoadTests(ITestOutputHelper output) : IAsyncLifetime
{
    private CollectorReceiver _collector = null!;

    public async Task InitializeAsync() => _collector = await CollectorReceiver.StartAsync();

    public Task DisposeAsync() => _collector.DisposeAsync().AsTask();

    // Ten seconds with 1,000 requests of three spans each second, on the test's clock. A batch is answered after a quarter of a second.
    [Fact]
    public async Task A_backend_that_takes_a_quarter_of_a_second_for_a_batch_keeps_up_with_a_thousand_requests_a_second()
    {
        const int Seconds = 10;
        const int SpansPerSecond = 3_000;
        var (clock, moment) = (new DeliveryClock(), TimeSpan.FromMilliseconds(250));
        _collector.KeepsBytes = false;
        _collector.Faults.EachAnswer = () => Task.Delay(moment, clock);
        using var delivery = new Delivery([Endpoints.Create(_collector)], settings => settings with { BatchDelay = TimeSpan.FromSeconds(1) }, clock: clock);
        List<string> sent = [];
        for (var second = 1; second <= Seconds; second++)
        {
            sent.AddRange(delivery.Send(SpansPerSecond));
            await MoveUntilAsync(() => clock.Elapsed >= TimeSpan.FromSeconds(second));
        }

        var flushing = delivery.FlushAsync();
        await MoveUntilAsync(() => flushing.IsCompleted);
        var counts = await flushing;

        Assert.Equal((Seconds * SpansPerSecond, 0), (counts.Exported, counts.AllDropped));
        Assert.Equal(sent.Order(), _collector.Spans.Select(span => span.SpanId).Order());
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_collector.Arrivals} requests in {clock.Elapsed.TotalSeconds:N1} s of that clock."));

        Task MoveUntilAsync(Func<bool> isSo) => Eventually.BecomesTrueAsync(() =>
        {
            clock.Advance(moment);
            return isSo();
        });
    }

    [Fact]
    public async Task A_backend_that_does_not_answer_delays_no_other()
    {
        await using var silent = await CollectorReceiver.StartAsync();
        var released = new TaskCompletionSource();
        silent.Faults.Always = BackendFault.Hang(released.Task);
        using var delivery = new Delivery([Endpoints.Create(silent, name: "silent"), Endpoints.Create(_collector, name: "quick")]);
        var sent = delivery.Send(10_000);
        var flushed = delivery.FlushAsync();

        await _collector.WaitForSpansAsync(spans => spans.Count == sent.Count);
        Assert.Empty(silent.Spans);
        Assert.Equal(sent.Count, delivery.Counts("silent").InFlight);

        silent.Faults.Always = null;
        released.SetResult();
        await flushed;
        Assert.Equal((sent.Count, sent.Count), ((int)delivery.Counts("silent").Exported, (int)delivery.Counts("quick").Exported));
        Assert.Equal(sent.Order(), silent.Spans.Select(span => span.SpanId).Distinct().Order());
    }

    [Fact]
    public async Task Three_thousand_tenants_in_turn_take_bounded_memory_and_threads()
    {
        const int Tenants = 3_000;
        const int Checkpoint = 1_000;
        _collector.KeepsBytes = false;
        var tenants = new RotatingTenants(_collector.TracesEndpoint);
        using var delivery = new Delivery([], resolver: tenants);
        var (memory, threads) = (0L, 0);
        var taken = 0;
        for (var tenant = 1; tenant <= Tenants; tenant++)
        {
            tenants.Current = tenant;
            delivery.Send($"of {tenant}", [new("tenant", (long)tenant)]);
            if (tenant % Checkpoint == 0)
            {
                await delivery.FlushAsync();
                taken += CheckAndForget();
                (memory, threads) = tenant == Checkpoint ? (Memory(), ThreadPool.ThreadCount) : (memory, threads);
            }
        }

        Assert.Equal((Tenants, Tenants, 0), (taken, (int)delivery.Counts().Exported, (int)delivery.Counts().AllDropped));

        // Spans that have waited since all spans were sent, and spans that are kept although no span waits.
        Assert.InRange(delivery.Pipeline.Destinations.Count, 1, Checkpoint + delivery.Ledger.Settings.MaxIdleDestinations);
        var grown = Memory() - memory;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{grown / 1024:N0} KiB more than after {Checkpoint} tenants; {threads} threads then, {ThreadPool.ThreadCount} now; {delivery.Pipeline.Destinations.Count} destinations."));
        Assert.InRange(grown, long.MinValue, 16 * 1024 * 1024);
        Assert.InRange(ThreadPool.ThreadCount, 0, threads + 32);
    }

    /// <summary>Every span arrived with the key of its tenant.</summary>
    private int CheckAndForget()
    {
        var requests = _collector.Requests;
        Assert.All(requests, request => Assert.All(
            request.Spans, span => Assert.Equal(request.Headers["x-tenant"], $"{span.Attributes.Get<long>("tenant")}")));
        _collector.Clear();
        return requests.Sum(request => request.Spans.Count);
    }

    private static long Memory() => GC.GetTotalMemory(forceFullCollection: true);
}
