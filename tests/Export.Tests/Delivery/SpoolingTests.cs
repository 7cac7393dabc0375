using Microsoft.Extensions.Logging.Abstractions;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Spool;
using TracedLlm.Export.Tests.Pipeline;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Export.Tests.Delivery;

/// <summary>The export with a spool while a backend is unavailable.</summary>
public sealed class SpoolingTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("spool-");

    [Fact]
    public async Task While_a_backend_is_down_spans_wait_on_disk_and_arrive_with_the_same_ids_afterwards()
    {
        using var tested = Spooling();
        var down = true;
        tested.Backend.Answer = _ => ScriptedBackend.Status(down ? 503 : 200);
        tested.Add("a", "b");
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        tested.Add("c", "d", "e", "f");
        await WaitForSpoolAsync(tested, spans: 6);
        await tested.WaitForFreeMemoryAsync();
        Assert.Equal("0 exported, 0 dropped, 6 waiting", tested.Counts);

        down = false;
        tested.Clock.Advance(TimeSpan.FromSeconds(1));
        await tested.Backend.WaitForAsync(requests => requests.Count == 4);
        await WaitForSpoolAsync(tested, spans: 0);

        Assert.Equal(["a b", "a b", "c d", "e f"], tested.Backend.Requests);
        Assert.Equal(
            tested.Backend.All[0].Spans.Select(span => (span.TraceId, span.SpanId)),
            tested.Backend.All[1].Spans.Select(span => (span.TraceId, span.SpanId)));
        Assert.Equal("6 exported, 0 dropped", tested.Counts);
    }

    [Fact]
    public async Task Spans_not_sent_before_the_shutdown_are_sent_by_the_next_process()
    {
        using (var first = Spooling())
        {
            first.Backend.Answer = _ => ScriptedBackend.Status(503);
            first.Add("a", "b", "c");
            await first.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));
            await first.StopAsync();
            Assert.Equal("0 exported, 0 dropped, 3 waiting", first.Counts);
        }

        using var second = Spooling();
        _ = second.Pipeline;
        await second.Backend.WaitForAsync(requests => requests.Sum(request => request.Spans.Count) == 3);
        await WaitForSpoolAsync(second, spans: 0);

        Assert.Equal(["a", "b", "c"], second.Backend.Accepted.Order());
        Assert.Equal("3 exported, 0 dropped", second.Counts);
    }

    [Fact]
    public async Task Batches_that_the_disk_does_not_take_wait_in_memory()
    {
        using var tested = Spooling();
        tested.Spool = _ => new FullSpool();
        tested.Backend.AnswerInTurn(() => ScriptedBackend.Status(503), ScriptedBackend.Ok);
        tested.Add("a", "b");
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        tested.Clock.Advance(TimeSpan.FromSeconds(1));
        await tested.FlushAsync();

        Assert.Equal("2 exported, 0 dropped", tested.Counts);
        Assert.Equal(["a", "b"], tested.Backend.Accepted);
    }

    [Fact]
    public async Task Only_the_unsent_part_of_a_split_batch_from_disk_is_retried()
    {
        using var tested = Spooling();
        tested.Settings = tested.Settings with { MaxBatchSpans = 4 };
        tested.Backend.AnswerInTurn(
            () => ScriptedBackend.Status(503),
            () => ScriptedBackend.Status(413),
            ScriptedBackend.Ok,
            () => ScriptedBackend.Status(503),
            ScriptedBackend.Ok);
        tested.Add("a", "b", "c", "d");
        await WaitForSpoolAsync(tested, spans: 4);
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        tested.Clock.Advance(TimeSpan.FromSeconds(1));
        await tested.Backend.WaitForAsync(4);
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        tested.Clock.Advance(TimeSpan.FromSeconds(1));
        await tested.Backend.WaitForAsync(5);
        await WaitForSpoolAsync(tested, spans: 0);

        Assert.Equal(["a b c d", "a b c d", "a b", "c d", "c d"], tested.Backend.Requests);
        Assert.Equal("4 exported, 0 dropped", tested.Counts);
    }

    [Theory]
    [InlineData(503, 500)]
    [InlineData(500, 500)]
    [InlineData(500, 503)]
    public async Task A_batch_from_disk_that_fails_again_is_retried(int first, int second)
    {
        using var tested = Spooling();
        tested.Backend.AnswerInTurn(() => ScriptedBackend.Status(first), () => ScriptedBackend.Status(second), ScriptedBackend.Ok);
        tested.Add("a", "b");
        await WaitForSpoolAsync(tested, spans: 2);
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        await tested.WaitForFreeMemoryAsync();

        tested.Clock.Advance(TimeSpan.FromSeconds(1));
        await tested.Backend.WaitForAsync(2);
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(2));
        tested.Clock.Advance(TimeSpan.FromSeconds(2));
        await tested.Backend.WaitForAsync(3);
        await WaitForSpoolAsync(tested, spans: 0);

        Assert.Equal(["a b", "a b", "a b"], tested.Backend.Requests);
        Assert.Equal("2 exported, 0 dropped", tested.Counts);
    }

    [Fact]
    public async Task A_failing_batch_does_not_delay_other_batches_on_disk()
    {
        using var tested = Spooling();
        var down = true;
        tested.Backend.Answer = request => ScriptedBackend.Status(down ? 503 : request.Names.Contains("poison") ? 500 : 200);
        tested.Add("poison", "a", "b", "c");
        await WaitForSpoolAsync(tested, spans: 4);
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        down = false;

        foreach (var seconds in new[] { 1, 2, 4 })
        {
            await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(seconds));
            tested.Clock.Advance(TimeSpan.FromSeconds(seconds));
        }

        Assert.Equal(["b", "c"], await tested.Backend.WaitForAcceptedAsync("c"));
        while (tested.Counts != "3 exported, 1 dropped (1 rejected)")
        {
            await Task.WhenAny(
                tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1)),
                tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(2)),
                tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(4)),
                tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(8)),
                tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(15)),
                tested.Clock.WaitForTimerAsync(LossLog.Quiet));
            tested.Clock.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.Equal(["a", "b", "c"], tested.Backend.Accepted.Order());
        await WaitForSpoolAsync(tested, spans: 0);
    }

    [Fact]
    public async Task Spans_on_disk_wait_longer_than_spans_in_memory()
    {
        using var tested = Spooling();
        tested.Settings = tested.Settings with { MaxSpanAge = TimeSpan.FromSeconds(30) };
        var down = true;
        tested.Backend.Answer = _ => ScriptedBackend.Status(down ? 503 : 200);
        tested.Add("a", "b", "c", "d");
        await WaitForSpoolAsync(tested, spans: 4);

        // Refused batches from disk are in memory, too, so that they are cut.
        var start = tested.Clock.GetUtcNow();
        await AdvanceUntilAsync(tested, () => tested.Clock.GetUtcNow() - start > TimeSpan.FromMinutes(3) && tested.Backend.All.Count > 10);
        Assert.Equal("0 exported, 0 dropped, 4 waiting", tested.Counts);

        down = false;
        await AdvanceUntilAsync(tested, () => tested.Counts == "4 exported, 0 dropped");
        await WaitForSpoolAsync(tested, spans: 0);
        Assert.Equal(["a", "b", "c", "d"], tested.Backend.Accepted.Order());
        await tested.WaitForFreeMemoryAsync();
    }

    [Fact]
    public async Task Spans_on_disk_expire_at_the_age_that_the_disk_allows()
    {
        using var tested = Spooling(maxAge: TimeSpan.FromMinutes(3));
        tested.Settings = tested.Settings with { MaxSpanAge = TimeSpan.FromSeconds(30) };
        tested.Backend.Answer = _ => ScriptedBackend.Status(503);
        var start = tested.Clock.GetUtcNow();
        tested.Add("a", "b", "c", "d");
        await WaitForSpoolAsync(tested, spans: 4);

        await AdvanceUntilAsync(tested, () => !tested.Counts.Contains("waiting", StringComparison.Ordinal));

        Assert.Equal("0 exported, 4 dropped (4 expired)", tested.Counts);
        Assert.True(tested.Clock.GetUtcNow() - start >= TimeSpan.FromMinutes(3));
        await tested.WaitForFreeMemoryAsync();
    }

    [Fact]
    public async Task A_full_spool_whose_batches_all_wait_in_memory_takes_new_ones_for_the_oldest()
    {
        // Two batches of two spans with a text of 1,000 bytes each, in a file each. What expires would make room, too.
        var never = TimeSpan.FromDays(10_000);
        using var tested = Spooling(never, maxBytes: 5_500, segmentBytes: 1);
        tested.Settings = tested.Settings with { MaxSpanAge = never };
        var down = true;
        tested.Backend.Answer = _ => ScriptedBackend.Status(down ? 503 : 200);
        AddLong(tested, "a", "b");
        await WaitForSpoolAsync(tested, spans: 2);
        AddLong(tested, "c", "d");
        await AdvanceUntilAsync(tested, () => tested.Ledger.Spool!.Total.Spans == 4 && !HasUnread() && tested.Ledger.Backends[0].Budget.Used > 4_000);

        AddLong(tested, "e", "f");
        await AdvanceUntilAsync(tested, () => tested.Counts == "0 exported, 2 dropped (2 queue_full), 4 waiting");
        Assert.Equal(4, tested.Ledger.Spool!.Total.Spans);

        down = false;
        await AdvanceUntilAsync(tested, () => tested.Counts == "4 exported, 2 dropped (2 queue_full)");
        Assert.Equal(["c", "d", "e", "f"], tested.Backend.Accepted.Order());
        await WaitForSpoolAsync(tested, spans: 0);
        await tested.WaitForFreeMemoryAsync();

        bool HasUnread() => tested.Ledger.Spool!.HasUnread(tested.Endpoints[0].Identity);
    }

    [Fact]
    public async Task A_full_spool_removes_what_waits_in_memory_before_what_is_younger()
    {
        var never = TimeSpan.FromDays(10_000);
        using var tested = Spooling(never, maxBytes: 5_500, segmentBytes: 1);
        tested.Settings = tested.Settings with { MaxSpanAge = never };
        var down = true;
        tested.Backend.Answer = _ => ScriptedBackend.Status(down ? 503 : 200);
        AddLong(tested, "a", "b");
        await AdvanceUntilAsync(tested, () => tested.Ledger.Spool!.Total.Spans == 2 && !HasUnread() && tested.Ledger.Backends[0].Budget.Used > 2_000);
        AddLong(tested, "c", "d");
        await WaitForSpoolAsync(tested, spans: 4);
        await Eventually.BecomesTrueAsync(() => HasUnread() && tested.Ledger.Backends[0].Budget.Used is > 2_000 and < 3_000);

        AddLong(tested, "e", "f");
        await Eventually.BecomesTrueAsync(() => tested.Counts == "0 exported, 2 dropped (2 queue_full), 4 waiting");

        down = false;
        await AdvanceUntilAsync(tested, () => tested.Counts == "4 exported, 2 dropped (2 queue_full)");
        Assert.Equal(["c", "d", "e", "f"], tested.Backend.Accepted.Order());
        await WaitForSpoolAsync(tested, spans: 0);
        await tested.WaitForFreeMemoryAsync();

        bool HasUnread() => tested.Ledger.Spool!.HasUnread(tested.Endpoints[0].Identity);
    }

    [Fact]
    public async Task Spans_that_the_disk_does_not_take_expire_in_memory()
    {
        using var tested = Spooling();
        tested.Spool = _ => new FullSpool();
        tested.Settings = tested.Settings with { MaxSpanAge = TimeSpan.FromSeconds(30) };
        tested.Backend.Answer = _ => ScriptedBackend.Status(503);
        tested.Add("a", "b");

        await AdvanceUntilAsync(tested, () => tested.Counts == "0 exported, 2 dropped (2 expired)");

        await tested.WaitForFreeMemoryAsync();
    }

    [Fact]
    public async Task A_spool_that_throws_loses_nothing()
    {
        using var tested = Spooling();
        tested.Spool = _ => new WrappedSpool(new FullSpool(), () => throw new InvalidOperationException("whoever logs its failures"));
        tested.Backend.AnswerInTurn(() => ScriptedBackend.Status(503), ScriptedBackend.Ok);
        tested.Add("a", "b");
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        tested.Clock.Advance(TimeSpan.FromSeconds(1));
        await tested.FlushAsync();

        Assert.Equal("2 exported, 0 dropped", tested.Counts);
    }

    [Fact]
    public async Task The_spool_of_another_process_is_sent_even_without_new_spans()
    {
        using var tested = Spooling();
        _ = tested.Pipeline;
        await tested.FlushAsync();
        using (var other = Spooling())
        {
            other.Backend.Answer = _ => ScriptedBackend.Status(503);
            other.Add("a", "b");
            await WaitForSpoolAsync(other, spans: 2);
        }

        // The spool looks for what others have left.
        tested.Clock.Advance(TimeSpan.FromMinutes(1));
        await tested.Backend.WaitForAsync(1);
        await WaitForSpoolAsync(tested, spans: 0);

        Assert.Equal(["a b"], tested.Backend.Requests);
        Assert.Equal("2 exported, 0 dropped", tested.Counts);
    }

    [Fact]
    public async Task A_disk_that_is_slow_at_the_end_is_not_taken_away()
    {
        var tested = Spooling();
        using var entered = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        WrappedSpool? spool = null;
        tested.Spool = observer => spool = new WrappedSpool(
            FileSpool.Open(new SpoolOptions(_directory.FullName), observer, tested.Clock, NullLogger.Instance),
            () =>
            {
                entered.Set();
                goOn.Wait();
            });
        tested.Settings = tested.Settings with { MaxBatchSpans = 512 };
        tested.Add("a", "b", "c");
        tested.Backend.Answer = _ => new TaskCompletionSource<HttpResponseMessage>().Task;
        var stopping = Task.Run(() => tested.Pipeline.Stop(TimeSpan.Zero));
        entered.Wait(Patience.Default);
        await AdvanceUntilAsync(tested, () => stopping.IsCompleted);
        tested.Dispose();
        Assert.False(spool!.IsDisposed);

        goOn.Set();
        await tested.Pipeline.Worker.WaitAsync(Patience.Default);

        Assert.Equal("0 exported, 0 dropped, 3 waiting", tested.Counts);
        await Eventually.BecomesTrueAsync(() => spool.IsDisposed);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static void AddLong(TestedPipeline tested, params string[] names) => Array.ForEach(
        names, name => tested.Pipeline.Add(new(tested.Make(name, ("text", new string('x', 1_000))), Request: null, IsInconclusive: false)));

    private static async Task WaitForSpoolAsync(TestedPipeline tested, long spans)
    {
        await Eventually.BecomesTrueAsync(() => tested.Ledger.Spool!.Total.Spans == spans && (spans != 0 || !tested.Counts.Contains("waiting", StringComparison.Ordinal)));
    }

    private static async Task AdvanceUntilAsync(TestedPipeline tested, Func<bool> isSo) => await Eventually.BecomesTrueAsync(
        () =>
        {
            tested.Clock.Advance(TimeSpan.FromSeconds(1));
            return isSo();
        },
        () => $"{tested.Counts}; {string.Join(", ", tested.Backend.Requests)}");

    private TestedPipeline Spooling(TimeSpan? maxAge = null, long? maxBytes = null, long? segmentBytes = null)
    {
        var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchSpans = 2 };
        var defaults = new SpoolOptions(_directory.FullName);
        var options = defaults with
        {
            MaxAge = maxAge ?? defaults.MaxAge,
            MaxBytes = maxBytes ?? defaults.MaxBytes,
            SegmentBytes = segmentBytes ?? defaults.SegmentBytes,
        };
        tested.Spool = observer => FileSpool.Open(options, observer, tested.Clock, NullLogger.Instance);
        return tested;
    }
}
