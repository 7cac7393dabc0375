using Microsoft.AspNetCore.Http;
using OpenTelemetry;
using OpenTelemetry.Trace;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Pipeline;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Export.Tests.Pipeline;

/// <summary>How often the worker wakes up: for a batch and for a time, not for a request or a span.</summary>
[Collection(ProcessWide.Name)]
public sealed class WakeUpTests : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(5);

    private readonly TestedPipeline _tested = new();
    private readonly CountingClock _clock;

    public WakeUpTests()
    {
        _clock = new CountingClock(_tested.Clock);
        _tested.Settings = _tested.Settings with { Clock = _clock, EncodeDelay = Delay };
    }

    [Fact]
    public async Task Requests_do_not_wake_the_worker()
    {
        _tested.Settings = _tested.Settings with { MaxBatchSpans = int.MaxValue };
        using var provider = Sdk.CreateTracerProviderBuilder().AddTracedLlm().AddProcessor(new ExportProcessor(_tested.Pipeline, _tested.Ledger).ObserveRuntime()).Build();
        await using var gateway = await ExportGateway.StartAsync([], handler: http =>
        {
            using (LlmSpan.StartStage(LlmStage.Auth))
            {
            }

            using var attempt = LlmSpan.StartCall("claude");
            return http.Response.WriteAsync("hello");
        });
        await gateway.PostAsync();
        await _tested.Clock.WaitForTimerAsync(Delay);
        var changes = _clock.Changes;

        for (var number = 1; number < 250; number++)
        {
            await gateway.PostAsync();
        }

        await Eventually.BecomesTrueAsync(() => _tested.Pipeline.Queue.Count == 1_000, () => $"{_tested.Pipeline.Queue.Count} spans queued");
        Assert.Equal(changes, _clock.Changes);
        Assert.Empty(_tested.Backend.Requests);
        _tested.Clock.Advance(Delay);
        await Eventually.BecomesTrueAsync(() => _tested.Counts == "1000 exported, 0 dropped", () => _tested.Counts);
    }

    [Fact]
    public async Task Spans_are_encoded_and_sent_when_the_first_one_has_waited()
    {
        _tested.Add("a");
        await _tested.Clock.WaitForTimerAsync(Delay);
        _tested.Clock.Advance(Delay / 2);
        _tested.Add("b");
        await _tested.Clock.WaitForTimerAsync(Delay / 2);
        Assert.NotEqual(0, _tested.Ledger.Backends[0].Budget.Unencoded);
        Assert.Empty(_tested.Backend.Requests);

        _tested.Clock.Advance(Delay / 2);

        await _tested.Backend.WaitForAsync(1);
        Assert.Equal(["a b"], _tested.Backend.Requests);
    }

    [Fact]
    public async Task The_worker_wakes_up_once_for_each_delay()
    {
        const int Cycles = 20;
        _tested.Add("first");
        await _tested.Clock.WaitForTimerAsync(Delay);
        var changes = _clock.Changes;

        for (var cycle = 1; cycle <= Cycles; cycle++)
        {
            _tested.Clock.Advance(Delay);
            await _tested.Backend.WaitForAsync(cycle);
            await Eventually.BecomesTrueAsync(() => _tested.Counts == $"{cycle} exported, 0 dropped", () => _tested.Counts);
            await _tested.Clock.WaitForTimerAsync(Delay);
            _tested.Add($"span {cycle}");
        }

        Assert.Equal(Cycles, _clock.Changes - changes);
    }

    [Fact]
    public async Task A_worker_with_nothing_to_do_sleeps_without_a_time()
    {
        _tested.Add("first");
        await _tested.Clock.WaitForTimerAsync(Delay);
        _tested.Clock.Advance(Delay);
        await Eventually.BecomesTrueAsync(() => _tested.Counts == "1 exported, 0 dropped", () => _tested.Counts);
        await _tested.Clock.WaitForTimerAsync(Delay);
        var changes = _clock.Changes;

        _tested.Clock.Advance(Delay);
        await Eventually.BecomesTrueAsync(() => _clock.Changes == changes + 1, () => $"{_clock.Changes - changes} changes");
        _tested.Clock.Advance(TimeSpan.FromHours(2));

        // The span is new, however long ago the one before it was.
        _tested.Add("second");
        await _tested.Clock.WaitForTimerAsync(Delay);
        Assert.Equal(["first"], _tested.Backend.Requests);
        _tested.Clock.Advance(Delay);
        await Eventually.BecomesTrueAsync(() => _tested.Counts == "2 exported, 0 dropped", () => _tested.Counts);
    }

    [Fact]
    public async Task Spans_that_take_the_second_half_of_the_memory_are_encoded_at_once_and_sent_early()
    {
        _tested.Settings = _tested.Settings with { EncodeDelay = TimeSpan.FromDays(1), MaxQueueBytes = 64 * 1024 };
        Add("large", 30_000);
        await Eventually.BecomesTrueAsync(() => _tested.Ledger.Backends[0].Budget.Unencoded == 0, () => "The large span is not encoded.");
        Add("small", 1_000);
        Assert.NotEqual(0, _tested.Ledger.Backends[0].Budget.Unencoded);
        Assert.Empty(_tested.Backend.Requests);

        Add("half", 3_000);

        await _tested.Backend.WaitForAsync(1);
        Assert.Equal(["large small half"], _tested.Backend.Requests);
    }

    [Fact]
    public async Task Spans_of_a_bounded_queue_are_encoded_before_it_is_full()
    {
        _tested.Settings = _tested.Settings with { EncodeDelay = TimeSpan.FromDays(1), MaxQueueSpans = 4 };
        _tested.Add("a", "b");
        Assert.Equal(2, _tested.Pipeline.Queue.Count);

        _tested.Add("c");

        await Eventually.BecomesTrueAsync(() => _tested.Pipeline.Queue.Count == 0, () => $"{_tested.Pipeline.Queue.Count} spans are not encoded.");
    }

    [Fact]
    public void Spans_wait_in_the_queue_as_long_as_in_a_batch_unless_they_go_to_disk_first()
    {
        var settings = new PipelineSettings();
        Assert.Equal(settings.BatchDelay, settings.EncodeDelay);
        Assert.Equal(TimeSpan.FromSeconds(1), (settings with { BatchDelay = TimeSpan.FromSeconds(1) }).EncodeDelay);
        settings = settings with { SpoolMode = SpoolMode.Always };
        Assert.Equal(TimeSpan.FromMilliseconds(50), settings.EncodeDelay);
        Assert.Equal(TimeSpan.FromMilliseconds(10), (settings with { BatchDelay = TimeSpan.FromMilliseconds(10) }).EncodeDelay);
    }

    public void Dispose() => _tested.Dispose();

    private void Add(string name, int characters) =>
        _tested.Pipeline.Add(new(_tested.Make(name, ("text", new string('x', characters))), Request: null, IsInconclusive: false));
}
