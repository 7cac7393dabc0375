using Microsoft.Extensions.Logging.Abstractions;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Spool;
using TracedLlm.Export.Tests.Pipeline;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Export.Tests.Delivery;

/// <summary>The export with <see cref="SpoolMode.Always"/>: every span is on disk before it is sent.</summary>
public sealed class WrittenFirstTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("spool-");

    [Fact]
    public async Task Spans_are_written_one_by_one_and_sent_together()
    {
        using var tested = Writing();
        tested.Add("a");
        await WaitForSpoolAsync(tested, spans: 1);
        tested.Clock.Advance(Second);
        tested.Add("b", "c");
        await WaitForSpoolAsync(tested, spans: 3);
        await tested.WaitForFreeMemoryAsync();
        Assert.Empty(tested.Backend.Requests);

        tested.Clock.Advance(tested.Settings.BatchDelay - Second);
        await WaitForSpoolAsync(tested, spans: 0);
        Assert.Equal(["a b c"], tested.Backend.Requests);
        Assert.Equal("3 exported, 0 dropped", tested.Counts);
        Assert.Empty(_directory.GetFiles("*.spans", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_full_batch_is_sent_at_once()
    {
        using var tested = Writing();
        tested.Settings = tested.Settings with { MaxBatchSpans = 3 };
        foreach (var name in (string[])["a", "b", "c", "d"])
        {
            tested.Add(name);
            await Eventually.BecomesTrueAsync(() => tested.Pipeline.Queue.IsEmpty && tested.Ledger.Backends[0].Budget.Used == 0);
        }

        await WaitForSpoolAsync(tested, spans: 1);
        Assert.Equal(["a b c"], tested.Backend.Requests);

        tested.Clock.Advance(tested.Settings.BatchDelay);
        await WaitForSpoolAsync(tested, spans: 0);
        Assert.Equal(["a b c", "d"], tested.Backend.Requests);
    }

    [Fact]
    public async Task No_span_is_sent_before_it_is_written()
    {
        using var tested = Writing();
        using var entered = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        tested.Spool = observer => new WrappedSpool(
            FileSpool.Open(new SpoolOptions(_directory.FullName), observer, tested.Clock, NullLogger.Instance),
            () =>
            {
                entered.Set();
                goOn.Wait();
            });
        tested.Settings = tested.Settings with { MaxBatchSpans = 1 };
        tested.Add("a");
        entered.Wait(Patience.Default);
        tested.Clock.Advance(tested.Settings.BatchDelay * 2);

        // The worker does not wait for the disk.
        tested.Add("b");
        await Eventually.BecomesTrueAsync(() => tested.Pipeline.Queue.IsEmpty);
        Assert.Empty(tested.Backend.Requests);

        goOn.Set();
        await WaitForSpoolAsync(tested, spans: 0);
        Assert.Equal(["a", "b"], tested.Backend.Requests);
    }

    [Fact]
    public async Task Spans_stay_on_disk_until_the_backend_has_taken_them()
    {
        using var tested = Writing();
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        tested.Settings = tested.Settings with { MaxBatchSpans = 2 };
        tested.Backend.Answer = async _ =>
        {
            await answer.Task;
            return await ScriptedBackend.Ok();
        };
        tested.Add("a");
        await WaitForSpoolAsync(tested, spans: 1);
        tested.Add("b");
        await tested.Backend.WaitForAsync(1);
        Assert.Equal(2, tested.Ledger.Spool!.Total.Spans);
        Assert.Equal("0 exported, 0 dropped, 2 waiting", tested.Counts);

        answer.SetResult();
        await WaitForSpoolAsync(tested, spans: 0);
        Assert.Equal("2 exported, 0 dropped", tested.Counts);
    }

    [Fact]
    public async Task A_request_of_several_records_that_fails_is_sent_again_whole()
    {
        using var tested = Writing();
        tested.Backend.AnswerInTurn(() => ScriptedBackend.Status(503), ScriptedBackend.Ok);
        tested.Add("a");
        await WaitForSpoolAsync(tested, spans: 1);
        tested.Add("b");
        await WaitForSpoolAsync(tested, spans: 2);
        tested.Clock.Advance(tested.Settings.BatchDelay);
        await tested.Backend.WaitForAsync(1);
        await tested.Clock.WaitForTimerAsync(Second);
        Assert.Equal(2, tested.Ledger.Spool!.Total.Spans);
        tested.Clock.Advance(Second);
        await WaitForSpoolAsync(tested, spans: 0);

        Assert.Equal(["a b", "a b"], tested.Backend.Requests);
        Assert.Equal("2 exported, 0 dropped", tested.Counts);
        await tested.WaitForFreeMemoryAsync();
    }

    [Fact]
    public async Task A_disk_without_room_stops_no_delivery()
    {
        using var tested = Writing();
        tested.Spool = _ => new FullSpool();
        tested.Settings = tested.Settings with { MaxBatchSpans = 2 };
        tested.Add("a", "b", "c");
        await tested.Backend.WaitForAcceptedAsync("b");
        tested.Clock.Advance(tested.Settings.BatchDelay);
        await tested.FlushAsync();

        Assert.Equal("3 exported, 0 dropped", tested.Counts);
        Assert.Equal(["a", "b", "c"], tested.Backend.Accepted);
    }

    [Fact]
    public async Task A_flush_sends_what_is_on_disk()
    {
        using var tested = Writing();
        tested.Add("a", "b");
        await tested.FlushAsync();

        Assert.Equal("2 exported, 0 dropped", tested.Counts);
        Assert.Equal(["a", "b"], tested.Backend.Accepted);
        Assert.Equal(0, tested.Ledger.Spool!.Total.Spans);
    }

    [Fact]
    public async Task A_flush_sends_what_is_on_disk_whenever_the_disk_has_taken_it()
    {
        // The disk takes each span a little later than the one before, so that it meets the worker wherever that is.
        const int Flushes = 500;
        using var tested = Writing();
        var create = tested.Spool!;
        var flush = 0;
        tested.Spool = observer => new WrappedSpool(create(observer)!, () => Thread.SpinWait(flush));
        while (flush < Flushes)
        {
            tested.Add($"s{++flush}");
            await tested.FlushAsync();

            Assert.Equal($"{flush} exported, 0 dropped", tested.Counts);
        }
    }

    [Fact]
    public async Task Spans_not_taken_before_the_shutdown_are_sent_by_the_next_process_at_once()
    {
        using (var first = Writing())
        {
            first.Backend.Answer = _ => new TaskCompletionSource<HttpResponseMessage>().Task;
            first.Add("a", "b");
            await WaitForSpoolAsync(first, spans: 2);
            first.Add("c");
            await first.StopAsync();
            Assert.Equal("0 exported, 0 dropped, 3 waiting", first.Counts);
        }

        using var second = Writing();
        _ = second.Pipeline;
        await WaitForSpoolAsync(second, spans: 0);
        Assert.Equal(["a", "b", "c"], second.Backend.Accepted.Order());
        Assert.Equal("3 exported, 0 dropped", second.Counts);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static Task WaitForSpoolAsync(TestedPipeline tested, long spans) => Eventually.BecomesTrueAsync(
        () => tested.Ledger.Spool!.Total.Spans == spans
            && tested.Ledger.Backends.Count > 0
            && (spans == 0 ? !tested.Counts.Contains("waiting", StringComparison.Ordinal) : tested.Counts.Contains("waiting", StringComparison.Ordinal)),
        () => $"{tested.Ledger.Spool!.Total.Spans} on disk; {tested.Counts}; {string.Join(", ", tested.Backend.Requests)}");

    private TestedPipeline Writing()
    {
        var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { SpoolMode = SpoolMode.Always };
        tested.Spool = observer => FileSpool.Open(new SpoolOptions(_directory.FullName), observer, tested.Clock, NullLogger.Instance);
        return tested;
    }
}
