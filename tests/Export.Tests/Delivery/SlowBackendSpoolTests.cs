using Microsoft.Extensions.Logging.Abstractions;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Spool;
using TracedLlm.Export.Tests.Pipeline;
using TracedLlm.Export.Views.SemanticConventions;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Export.Tests.Delivery;

/// <summary>The export with a spool while a backend is slow, or does not answer.</summary>
public sealed class SlowBackendSpoolTests : IDisposable
{
    private const long MemoryCap = 256 * 1024;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("spool-");
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task The_spans_of_a_request_that_lasts_a_second_are_on_disk_and_so_are_those_behind_it()
    {
        using var tested = Hanging();
        tested.Add("a", "b", "c", "d");
        await tested.Backend.WaitForAsync(1);
        await tested.Clock.WaitForTimerAsync(Second);
        Assert.Equal(0, Spooled(tested));

        tested.Clock.Advance(Second);
        await WaitForSpoolAsync(tested, spans: 4);
        tested.Add("e", "f");
        await WaitForSpoolAsync(tested, spans: 6);
        Assert.Equal(["a b"], tested.Backend.Requests);
        using (var killed = NextProcess())
        {
            Assert.Equal(["a", "b", "c", "d", "e", "f"], (await killed.Backend.WaitForAcceptedAsync("f")).Order());
        }

        _released.SetResult();
        await WaitForSpoolAsync(tested, spans: 0);
        Assert.Equal(["a b", "c d", "e f"], tested.Backend.Requests);
        Assert.Equal("6 exported, 0 dropped", tested.Counts);
        Assert.Equal(0, tested.Ledger.Backends[0].Budget.Used);
    }

    [Fact]
    public async Task The_spans_of_a_request_that_is_answered_sooner_are_not_written()
    {
        using var tested = Hanging();
        var writes = 0;
        tested.Spool = observer => new WrappedSpool(Open(tested, observer), () => Interlocked.Increment(ref writes));
        tested.Add("a", "b");
        await tested.Clock.WaitForTimerAsync(Second);
        tested.Clock.Advance(TimeSpan.FromMilliseconds(999));
        _released.SetResult();
        await tested.FlushAsync();
        tested.Clock.Advance(Second);
        tested.Add("c", "d");
        await tested.FlushAsync();

        // What was written would be removed when it was taken, so that the files do not show it.
        Assert.Equal(0, Volatile.Read(ref writes));
        Assert.Equal("4 exported, 0 dropped", tested.Counts);
    }

    [Fact]
    public async Task The_spans_of_a_slow_request_that_the_disk_refuses_are_written_when_it_takes_them()
    {
        using var tested = Hanging();
        var (isFull, refused) = (true, 0);
        tested.Spool = observer => new WrappedSpool(
            Open(tested, observer),
            () =>
            {
                if (Volatile.Read(ref isFull))
                {
                    Interlocked.Increment(ref refused);
                    throw new IOException("no room");
                }
            });
        tested.Add("a", "b");
        await tested.Clock.WaitForTimerAsync(Second);
        tested.Clock.Advance(Second);
        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref refused) > 0);

        Volatile.Write(ref isFull, false);
        await AdvanceUntilAsync(tested, () => Spooled(tested) == 2);
        Assert.Equal(["a b"], tested.Backend.Requests);
        _released.SetResult();
        await WaitForSpoolAsync(tested, spans: 0);
        Assert.Equal("2 exported, 0 dropped", tested.Counts);
    }

    [Fact]
    public async Task A_slow_request_that_fails_is_sent_again_once()
    {
        using var tested = Hanging();
        var answers = 0;
        tested.Backend.Answer = async _ =>
        {
            if (++answers == 1)
            {
                await _released.Task;
            }

            return await ScriptedBackend.Status(answers == 1 ? 503 : 200);
        };
        tested.Add("a", "b");
        await tested.Clock.WaitForTimerAsync(Second);
        tested.Clock.Advance(Second);
        await WaitForSpoolAsync(tested, spans: 2);
        _released.SetResult();
        await tested.Clock.WaitForTimerAsync(Second);
        Assert.Equal(2, Spooled(tested));
        tested.Clock.Advance(Second);
        await WaitForSpoolAsync(tested, spans: 0);

        Assert.Equal(["a b", "a b"], tested.Backend.Requests);
        Assert.Equal("2 exported, 0 dropped", tested.Counts);
    }

    [Fact]
    public async Task While_a_backend_that_is_down_is_asked_again_spans_that_are_due_are_on_disk()
    {
        using var tested = Hanging();
        var answers = 0;
        tested.Backend.Answer = async _ =>
        {
            if (++answers > 1)
            {
                await _released.Task;
            }

            return await ScriptedBackend.Status(answers == 1 ? 503 : 200);
        };
        tested.Add("a", "b");
        await WaitForSpoolAsync(tested, spans: 2);
        await tested.Clock.WaitForTimerAsync(Second);
        tested.Clock.Advance(Second);
        await tested.Backend.WaitForAsync(2);
        tested.Add("c", "d", "e");
        await WaitForSpoolAsync(tested, spans: 4);

        // The last one waits for others.
        tested.Clock.Advance(TimeSpan.FromSeconds(5));
        await WaitForSpoolAsync(tested, spans: 5);
        _released.SetResult();
        await WaitForSpoolAsync(tested, spans: 0);
        Assert.Equal("5 exported, 0 dropped", tested.Counts);
        Assert.Equal(["a", "b", "c", "d", "e"], tested.Backend.Accepted.Order());
    }

    [Fact]
    public async Task Spans_that_wait_for_the_requests_of_other_destinations_are_on_disk()
    {
        using var tested = Hanging();
        tested.Settings = tested.Settings with { MaxBatchSpans = 512, SlowRequest = TimeSpan.FromSeconds(2) };
        tested.Endpoints = [.. Enumerable.Range(0, 65).Select(OfProject)];
        tested.Add("a");
        await WaitForEncodingAsync(tested);
        tested.Clock.Advance(tested.Settings.BatchDelay);
        await tested.Backend.WaitForAsync(64);
        tested.Clock.Advance(tested.Settings.SlowRequest);
        await WaitForSpoolAsync(tested, spans: 65);

        Assert.Equal(64, tested.Backend.All.Count);
        _released.SetResult();
        await WaitForSpoolAsync(tested, spans: 0);
        Assert.Equal("65 exported, 0 dropped", tested.Counts);
    }

    [Fact]
    public async Task A_batch_that_is_refused_while_others_are_accepted_is_on_disk_and_goes_on_being_cut()
    {
        using var tested = Hanging();
        var refuses = true;
        tested.Backend.Answer = request => ScriptedBackend.Status(refuses && request.Names.Contains("refused") ? 503 : 200);
        tested.Add("a", "b");
        await tested.Backend.WaitForAcceptedAsync("b");
        tested.Add("refused", "c");
        await tested.Backend.WaitForAsync(2);
        await AdvanceUntilAsync(tested, () => tested.Backend.Accepted.Contains("c"));
        await AdvanceUntilAsync(tested, () => Spooled(tested) > 0);
        Assert.Equal("3 exported, 0 dropped, 1 waiting", tested.Counts);
        using (var killed = NextProcess())
        {
            await killed.Backend.WaitForAcceptedAsync("refused");
        }

        refuses = false;
        await AdvanceUntilAsync(tested, () => tested.Counts == "4 exported, 0 dropped");
        await WaitForSpoolAsync(tested, spans: 0);
        Assert.Equal(["a", "b", "c", "refused"], tested.Backend.Accepted.Order());
    }

    [Fact]
    public async Task From_half_of_the_memory_on_the_oldest_spans_go_to_disk_and_none_is_dropped()
    {
        using var tested = Hanging();
        tested.Settings = tested.Settings with { MaxQueueBytes = MemoryCap, MaxBatchSpans = 8, SlowRequest = TimeSpan.FromDays(1) };
        var most = 0L;
        for (var number = 0; number < 400; number++)
        {
            AddLarge(tested, number);
            await WaitForEncodingAsync(tested);
            await Eventually.BecomesTrueAsync(() => tested.Ledger.Backends[0].Budget.Used <= MemoryCap * 3 / 4, () => tested.Counts);
            most = Math.Max(most, tested.Ledger.Backends[0].Budget.Used);
        }

        Assert.Equal("0 exported, 0 dropped, 400 waiting", tested.Counts);
        await Eventually.BecomesTrueAsync(() => tested.Ledger.Backends[0].Budget.Used <= MemoryCap / 2);
        Assert.InRange(most, MemoryCap / 4, MemoryCap);
        Assert.InRange(Spooled(tested), 300, 399);
        _released.SetResult();
        await tested.Backend.WaitForAcceptedAsync("s399");
        await tested.FlushAsync();
        await WaitForSpoolAsync(tested, spans: 0);

        Assert.Equal("400 exported, 0 dropped", tested.Counts);
        Assert.Equal(Enumerable.Range(0, 400).Select(number => $"s{number}").Order(), tested.Backend.Accepted.Order());
        Assert.Equal(0, tested.Ledger.Backends[0].Budget.Used);
    }

    [Fact]
    public async Task Requests_in_progress_take_half_of_the_memory_and_the_others_wait_on_disk()
    {
        using var tested = Hanging();
        tested.Settings = tested.Settings with { MaxQueueBytes = MemoryCap, MaxBatchSpans = 8, MaxRequests = 100, SlowRequest = TimeSpan.FromDays(1) };
        for (var number = 0; number < 400; number++)
        {
            AddLarge(tested, number);
            await WaitForEncodingAsync(tested);
            await Eventually.BecomesTrueAsync(() => tested.Ledger.Backends[0].Budget.Used <= MemoryCap * 3 / 4, () => tested.Counts);
        }

        // Each request has some 16 KB.
        Assert.InRange(tested.Backend.All.Count, 4, 10);
        _released.SetResult();
        await tested.FlushAsync();
        await WaitForSpoolAsync(tested, spans: 0);
        Assert.Equal("400 exported, 0 dropped", tested.Counts);
        Assert.Equal(400, tested.Backend.Accepted.Distinct().Count());
    }

    [Fact]
    public async Task A_bound_on_the_number_of_spans_brings_them_to_disk_before_any_is_dropped()
    {
        using var tested = Hanging();
        tested.Settings = tested.Settings with { MaxQueueSpans = 4, SlowRequest = TimeSpan.FromDays(1) };
        tested.Add([.. Enumerable.Range(0, 100).Select(number => $"s{number}")]);
        await Eventually.BecomesTrueAsync(() => Spooled(tested) >= 90, () => $"{Spooled(tested)} on disk; {tested.Counts}");
        Assert.Equal("0 exported, 0 dropped, 100 waiting", tested.Counts);

        _released.SetResult();
        tested.Clock.Advance(TimeSpan.FromSeconds(5));
        await tested.FlushAsync();
        await WaitForSpoolAsync(tested, spans: 0);
        Assert.Equal("100 exported, 0 dropped", tested.Counts);
        Assert.Equal(100, tested.Backend.Accepted.Distinct().Count());
    }

    [Fact]
    public async Task When_the_disk_refuses_memory_has_its_bounds()
    {
        using var tested = Hanging();
        tested.Spool = _ => new FullSpool();
        tested.Settings = tested.Settings with { MaxQueueBytes = MemoryCap, MaxBatchSpans = 8 };
        for (var number = 0; number < 400; number++)
        {
            AddLarge(tested, number);
            await WaitForEncodingAsync(tested);
            Assert.InRange(tested.Ledger.Backends[0].Budget.Used, 0, MemoryCap);
        }

        _released.SetResult();
        tested.Clock.Advance(TimeSpan.FromSeconds(5));
        await tested.FlushAsync();
        var counts = tested.Ledger.Backends[0].Ledger.Counts();
        Assert.InRange(counts.Dropped[(int)DropReason.QueueFull], 200, 399);
        Assert.Equal(400, counts.Exported + counts.AllDropped);
        Assert.Equal(0, tested.Ledger.Backends[0].Budget.Used);
    }

    [Fact]
    public async Task Without_a_spool_a_backend_that_answers_gets_spans_before_memory_is_full()
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxQueueBytes = MemoryCap };
        for (var number = 0; number < 400; number++)
        {
            AddLarge(tested, number);
            await WaitForEncodingAsync(tested);
            await Eventually.BecomesTrueAsync(() => tested.Ledger.Backends[0].Budget.Used <= MemoryCap * 3 / 4);
        }

        await tested.FlushAsync();
        Assert.Equal("400 exported, 0 dropped", tested.Counts);
    }

    public void Dispose()
    {
        _released.TrySetResult();
        _directory.Delete(recursive: true);
    }

    private static void AddLarge(TestedPipeline tested, int number) =>
        tested.Pipeline.Add(new(tested.Make($"s{number}", ("text", new string('x', 2_000))), Request: null, IsInconclusive: false));

    private static BackendEndpoint OfProject(int number) =>
        new("test", new Uri("http://backend.test/v1/traces"), [new("authorization", $"Bearer {number}")], new SemanticConventionsView());

    private static long Spooled(TestedPipeline tested) => tested.Ledger.Spool!.Total.Spans;

    private static async Task AdvanceUntilAsync(TestedPipeline tested, Func<bool> isSo) => await Eventually.BecomesTrueAsync(
        () =>
        {
            tested.Clock.Advance(TimeSpan.FromMilliseconds(100));
            return isSo();
        },
        () => $"{tested.Counts}; {string.Join(", ", tested.Backend.Requests)}");

    private static Task WaitForEncodingAsync(TestedPipeline tested) =>
        Eventually.BecomesTrueAsync(() => tested.Pipeline.Queue.IsEmpty && tested.Ledger.Backends[0].Budget.Unencoded == 0);

    private static Task WaitForSpoolAsync(TestedPipeline tested, long spans) => Eventually.BecomesTrueAsync(
        () => Spooled(tested) == spans && (spans > 0 || !tested.Counts.Contains("waiting", StringComparison.Ordinal)),
        () => $"{Spooled(tested)} on disk; {tested.Counts}");

    private FileSpool Open(TestedPipeline tested, ISpoolObserver observer) =>
        FileSpool.Open(new SpoolOptions(_directory.FullName), observer, tested.Clock, NullLogger.Instance);

    /// <summary>A pipeline whose backend answers when the test says so.</summary>
    private TestedPipeline Hanging()
    {
        var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchSpans = 2 };
        tested.Spool = observer => Open(tested, observer);
        tested.Backend.Answer = async _ =>
        {
            await _released.Task;
            return await ScriptedBackend.Ok();
        };
        return tested;
    }

    /// <summary>A pipeline with what a process leaves that is killed at this moment.</summary>
    private TestedPipeline NextProcess()
    {
        var copy = _directory.CreateSubdirectory("next-process");
        foreach (var file in _directory.GetFiles("*.spans", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy.FullName, Path.GetRelativePath(_directory.FullName, file.FullName));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            file.CopyTo(target);
            File.WriteAllBytes(Path.Combine(copy.FullName, Path.GetRelativePath(_directory.FullName, file.FullName).Split(Path.DirectorySeparatorChar)[0], "lock"), []);
        }

        var tested = new TestedPipeline();
        tested.Spool = observer => FileSpool.Open(new SpoolOptions(copy.FullName), observer, tested.Clock, NullLogger.Instance);
        _ = tested.Pipeline;
        return tested;
    }
}
