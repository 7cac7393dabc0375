using TracedLlm.Export.Backends;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Pipeline;
using TracedLlm.Export.Tests.Pipeline;
using TracedLlm.Exporting;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Export.Tests.Delivery;

/// <summary>All memory is bounded, and dropped spans are counted.</summary>
public sealed class BoundsTests
{
    [Fact]
    public async Task The_oldest_spans_go_when_there_is_no_room_for_the_bytes_of_new_ones()
    {
        using var tested = Down();
        tested.Settings = tested.Settings with { MaxQueueBytes = 64 * 1024 };
        await FailOnceAsync(tested);

        foreach (var number in Enumerable.Range(0, 100))
        {
            tested.Pipeline.Add(new(tested.Make($"s{number}", ("text", new string('x', 2_000))), Request: null, IsInconclusive: false));
            await WaitForEncodingAsync(tested);
        }

        Assert.InRange(tested.Ledger.Backends[0].Budget.Used, 60_000, 64 * 1024);
        var dropped = tested.Ledger.Backends[0].Ledger.Counts().Dropped[(int)DropReason.QueueFull];
        await RecoverAsync(tested);

        Assert.Equal(101 - dropped, tested.Backend.Accepted.Count);
        Assert.Equal(Enumerable.Range((int)dropped - 1, 101 - (int)dropped).Select(number => $"s{number}"), tested.Backend.Accepted);
        Assert.Equal($"{101 - dropped} exported, {dropped} dropped ({dropped} queue_full)", tested.Counts);
        Assert.Equal(0, tested.Ledger.Backends[0].Budget.Used);
    }

    [Fact]
    public async Task The_number_of_spans_is_bounded_where_it_is_set()
    {
        using var tested = Down();
        tested.Settings = tested.Settings with { MaxQueueSpans = 3 };
        await FailOnceAsync(tested);

        tested.Add("a", "b", "c", "d");
        await WaitForEncodingAsync(tested);
        await RecoverAsync(tested);

        Assert.Equal(["b", "c", "d"], tested.Backend.Accepted);
        Assert.Equal("3 exported, 2 dropped (2 queue_full)", tested.Counts);
    }

    [Fact]
    public async Task A_tenant_with_an_unavailable_backend_takes_no_queue_space_from_other_tenants()
    {
        var (down, up) = (TestedPipeline.Endpoint(host: "down.test"), TestedPipeline.Endpoint(host: "up.test"));
        var chosen = down;
        using var tested = new TestedPipeline { Endpoints = [], Resolver = new Chosen(() => chosen) };
        tested.Settings = tested.Settings with { MaxQueueBytes = 64 * 1024, MaxBatchSpans = 1 };
        tested.Backend.Answer = request => ScriptedBackend.Status(request.Address.Host == "down.test" ? 503 : 200);
        foreach (var number in Enumerable.Range(0, 100))
        {
            tested.Pipeline.Add(new(tested.Make($"d{number}", ("text", new string('x', 2_000))), Request: null, IsInconclusive: false));
        }

        await tested.Backend.WaitForAsync(1);
        chosen = up;
        tested.Add("u1", "u2", "u3");

        await tested.Backend.WaitForAsync(requests => requests.Count(request => request.Address.Host == "up.test") == 3);
        await tested.Backend.WaitForAcceptedAsync("u3");
        Assert.Equal(["u1", "u2", "u3"], tested.Backend.Accepted);
    }

    [Fact]
    public async Task Spans_that_a_backend_does_not_take_for_too_long_expire()
    {
        using var tested = Down();
        tested.Settings = tested.Settings with { MaxSpanAge = TimeSpan.FromSeconds(10), MaxBatchSpans = 1 };
        tested.Add("a");
        foreach (var seconds in new[] { 1, 2, 4 })
        {
            await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(seconds));
            tested.Clock.Advance(TimeSpan.FromSeconds(seconds));
        }

        // Ten seconds after the span, sooner than the next attempt.
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(3));
        tested.Clock.Advance(TimeSpan.FromSeconds(3));
        await tested.FlushAsync();

        Assert.Equal("0 exported, 1 dropped (1 expired)", tested.Counts);
        Assert.Equal(0, tested.Ledger.Backends[0].Budget.Used);
    }

    [Fact]
    public void Without_a_worker_the_oldest_spans_that_are_not_encoded_go()
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxQueueBytes = 64 * 1024 };
        var ledger = new DeliveryLedger { Settings = tested.Settings };
        using var client = new HttpMessageInvoker(tested.Backend, disposeHandler: false);
        var context = new DeliveryContext(tested.Settings, client, [], null, () => { }, null);
        var endpoint = TestedPipeline.Endpoint();
        var route = new SpanRoute([new Destination(endpoint, ledger.GetBackend(endpoint), context, new HostLoad(context.Clock, context.BackOff))]);
        var queue = new SpanQueue(tested.Settings with { MaxBatchSpans = int.MaxValue }, () => { }, _ => { });

        foreach (var number in Enumerable.Range(0, 10))
        {
            queue.Add(new(tested.Make($"s{number}"), null, route, 10_000));
        }

        Assert.Equal("0 exported, 4 dropped (4 queue_full), 6 waiting", ledger.Backends[0].Ledger.Counts().ToString());
        Assert.True(queue.TryTake(out var oldest));
        Assert.Equal("s4", oldest.Activity.DisplayName);
        SpanQueue.Release(oldest);
        queue.Close();
        Assert.Equal("0 exported, 9 dropped (4 queue_full, 5 shutdown), 1 waiting", ledger.Backends[0].Ledger.Counts().ToString());
        Assert.Equal(0, ledger.Backends[0].Budget.Used);
    }

    [Fact]
    public void Encoded_spans_and_others_have_one_bound_together()
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxQueueBytes = 64 * 1024 };
        using var client = new HttpMessageInvoker(tested.Backend, disposeHandler: false);
        var (queue, ledger, destinations) = WithoutWorker(tested, client, "test");
        var budget = ledger.Backends[0].Budget;
        destinations[0].Backend.Add(destinations[0]);
        foreach (var _ in Enumerable.Range(0, 60))
        {
            destinations[0].Backend.Ledger.Started(1);
            destinations[0].Append(new byte[1024], tested.Clock.GetTimestamp());
        }

        foreach (var number in Enumerable.Range(0, 3))
        {
            queue.Add(new(tested.Make($"s{number}"), null, new SpanRoute(destinations), 10_000));
            Assert.InRange(budget.Used, 0, budget.Limit);
        }

        Assert.Equal(30_000, budget.Unencoded);
        Assert.Equal("0 exported, 26 dropped (26 queue_full), 37 waiting", ledger.Backends[0].Ledger.Counts().ToString());
    }

    [Fact]
    public void A_backend_without_room_takes_no_span_from_another()
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxQueueBytes = 64 * 1024 };
        using var client = new HttpMessageInvoker(tested.Backend, disposeHandler: false);
        var (queue, ledger, destinations) = WithoutWorker(tested, client, "full", "other");
        foreach (var number in Enumerable.Range(0, 3))
        {
            queue.Add(new(tested.Make($"both{number}"), null, new SpanRoute(destinations), 20_000));
        }

        queue.Add(new(tested.Make("full"), null, new SpanRoute(destinations[..1]), 20_000));
        queue.Add(new(tested.Make("small"), null, new SpanRoute(destinations), 5_000));

        Assert.Equal(
            ["full: 0 exported, 1 dropped (1 queue_full), 4 waiting", "other: 0 exported, 0 dropped, 4 waiting"],
            ledger.Backends.Select(backend => $"{backend.Ledger.Name}: {backend.Ledger.Counts()}"));
        queue.Add(new(tested.Make("last"), null, new SpanRoute(destinations[1..]), 60_000));
        Assert.Equal("other: 0 exported, 1 dropped (1 queue_full), 4 waiting", $"other: {ledger.Backends[1].Ledger.Counts()}");
        queue.Close();
        Assert.All(ledger.Backends, backend => Assert.Equal((0L, 0L), (backend.Budget.Used, backend.Ledger.Counts().InFlight)));
    }

    [Theory]
    [InlineData('x', 1)]
    [InlineData('\u00E9', 2)]
    [InlineData('\u6F22', 3)]
    public void Texts_are_reckoned_as_they_are_sent(char character, int bytes)
    {
        using var tested = new TestedPipeline();
        var nothing = SpanSize.Estimate(tested.Make("s", ("text", "")));

        Assert.Equal(nothing + (100 * bytes), SpanSize.Estimate(tested.Make("s", ("text", new string(character, 100)))));
        Assert.Equal(nothing + (100_000 * bytes), SpanSize.Estimate(tested.Make("s", ("text", new string(character, 100_000)))));
    }

    [Fact]
    public async Task Spans_not_sent_before_the_shutdown_are_counted()
    {
        using var tested = new TestedPipeline();
        tested.Backend.Answer = _ => new TaskCompletionSource<HttpResponseMessage>().Task;
        tested.Add("a", "b");

        Assert.False(await tested.StopAsync());
        tested.Add("late");

        Assert.Equal("0 exported, 3 dropped (3 shutdown)", tested.Counts);
        Assert.Equal(0, tested.Ledger.Backends[0].Budget.Used);
    }

    private static (SpanQueue Queue, DeliveryLedger Ledger, Destination[] Destinations) WithoutWorker(
        TestedPipeline tested, HttpMessageInvoker client, params string[] backends)
    {
        var ledger = new DeliveryLedger { Settings = tested.Settings };
        var context = new DeliveryContext(tested.Settings, client, [], null, () => { }, null);
        var endpoints = backends.Select(name => TestedPipeline.Endpoint(name, $"{name}.test"));
        return (new SpanQueue(tested.Settings with { MaxBatchSpans = int.MaxValue }, () => { }, _ => { }), ledger, [.. endpoints.Select(endpoint => new Destination(endpoint, ledger.GetBackend(endpoint), context, new HostLoad(context.Clock, context.BackOff)))]);
    }

    private static TestedPipeline Down()
    {
        var tested = new TestedPipeline();
        tested.Backend.Answer = _ => ScriptedBackend.Status(503);
        return tested;
    }

    private static async Task FailOnceAsync(TestedPipeline tested)
    {
        var batch = tested.Settings.MaxBatchSpans;
        tested.Settings = tested.Settings with { BatchDelay = TimeSpan.FromMilliseconds(1) };
        tested.Add("first");
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromMilliseconds(1));
        tested.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(512, batch);
    }

    private static async Task WaitForEncodingAsync(TestedPipeline tested)
    {
        await Eventually.BecomesTrueAsync(() => tested.Ledger.Backends[0].Budget.Unencoded == 0);
    }

    private static async Task RecoverAsync(TestedPipeline tested)
    {
        tested.Backend.Answer = _ => ScriptedBackend.Ok();
        tested.Clock.Advance(TimeSpan.FromSeconds(1));
        await tested.FlushAsync();
    }

    private sealed class Chosen(Func<BackendEndpoint> endpoint) : IDestinationResolver
    {
        public IReadOnlyList<BackendEndpoint> Resolve(IExportedRequest? request) => [endpoint()];
    }
}
