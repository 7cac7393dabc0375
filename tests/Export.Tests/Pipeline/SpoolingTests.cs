using Microsoft.Extensions.Logging.Abstractions;

namespace TracedLlm.Export.Tests.Pipeline;

/// <summary>What happens while a backend is down and spans may wait on disk.</summary>
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
        Assert.Equal(0, tested.Ledger.Backends[0].Budget.Used);
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
    public async Task What_is_not_sent_before_the_end_is_sent_by_the_next_process()
    {
        using (var first = Spooling())
        {
            first.Backend.Answer = _ => ScriptedBackend.Status(503);
            first.Add("a", "b", "c");
            await first.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));
            await Task.Run(() => first.Pipeline.Stop(TimeSpan.FromMilliseconds(50)));
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
    public async Task What_the_disk_does_not_take_waits_in_memory()
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
    public async Task Of_a_batch_from_disk_that_is_split_only_what_is_left_is_tried_again()
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

    public void Dispose() => _directory.Delete(recursive: true);

    private static async Task WaitForSpoolAsync(TestedPipeline tested, long spans)
    {
        while (tested.Ledger.Spool!.Total.Spans != spans || (spans == 0 && tested.Counts.Contains("waiting", StringComparison.Ordinal)))
        {
            await Task.Yield();
        }
    }

    private TestedPipeline Spooling()
    {
        var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchSpans = 2 };
        tested.Spool = observer => FileSpool.Open(new SpoolOptions(_directory.FullName), observer, tested.Clock, NullLogger.Instance);
        return tested;
    }
}
