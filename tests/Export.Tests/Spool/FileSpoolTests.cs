using TracedLlm.Export.Spool;
using TracedLlm.Testing.Waiting;
using static TracedLlm.Export.Tests.Spool.SpoolDirectory;

namespace TracedLlm.Export.Tests.Spool;

/// <summary>The spool returns every batch once, in order, in this process or the next.</summary>
public sealed class FileSpoolTests : IDisposable
{
    private readonly SpoolDirectory _directory = new();

    [Fact]
    public void Batches_come_out_as_they_went_in()
    {
        var spool = _directory.Open();

        Assert.True(Append(spool, "a", "one", 3));
        Assert.True(Append(spool, "a", "", 0));
        Assert.True(Append(spool, "b", "other", 2));
        _directory.Clock.Pass(TimeSpan.FromSeconds(5));
        Assert.True(Append(spool, "a", "two", 4));

        Assert.Equal(["a", "b"], spool.Destinations.Order());
        Assert.Equal((7, 2, 9), (spool.Count("a").Spans, spool.Count("b").Spans, spool.Total.Spans));
        Assert.Equal(_directory.Bytes, spool.Total.Bytes);
        Assert.Equal("one", Read(spool, "a", out var batch));
        Assert.Equal((3, 3, _directory.Clock.GetUtcNow() - TimeSpan.FromSeconds(5)), (batch.Spans, batch.Length, batch.WrittenAt));
        spool.Acknowledge(batch);
        Assert.Equal(["", "two"], Drain(spool, "a"));
        Assert.Equal(["other"], Drain(spool, "b"));
        Assert.Null(Read(spool, "c", out _));
    }

    [Fact]
    public void Somebody_else_s_batch_is_waiting_but_not_to_be_read()
    {
        var spool = _directory.Open();
        Assert.False(spool.HasUnread("a"));
        Append(spool, "a", "one");
        Assert.True(spool.HasUnread("a"));
        Assert.False(spool.HasUnread("b"));

        Assert.Equal("one", Read(spool, "a", out var batch));
        Assert.Equal((false, 1L), (spool.HasUnread("a"), spool.Count("a").Spans));
        spool.Release(batch);
        Assert.True(spool.HasUnread("a"));
        Assert.Equal("one", Read(spool, "a", out batch));
        spool.Acknowledge(batch);

        Assert.Equal((false, 0L, 0L), (spool.HasUnread("a"), spool.Count("a").Spans, spool.Total.Spans));
    }

    [Fact]
    public async Task Reading_the_counts_does_not_wait_for_the_disk()
    {
        var spool = _directory.Open();
        Append(spool, "a", "one");
        using var slow = new SlowWriter();
        var reading = Task.Run(() => spool.TryRead("a", slow, out _));
        await slow.Entered.WaitAsync(Patience.Default);

        var (spans, total, destinations, hasUnread) = await Task
            .Run(() => (spool.Count("a").Spans, spool.Total.Spans, spool.Destinations, spool.HasUnread("a")))
            .WaitAsync(Patience.Default);

        Assert.False(reading.IsCompleted);
        Assert.Equal((1, 1, "a", true), (spans, total, destinations.Single(), hasUnread));
        slow.GoOn();
        Assert.True(await reading);
    }

    [Fact]
    public void Acknowledged_batches_leave_no_file()
    {
        var spool = _directory.Open(options => options with { SegmentBytes = 100 });
        foreach (var text in Enumerable.Range(0, 20).Select(number => $"batch {number}"))
        {
            Append(spool, "a", text);
        }

        Assert.True(_directory.Segments.Length > 5);
        Assert.Equal(20, Drain(spool, "a").Count);

        Assert.Empty(_directory.Segments);
        Assert.Empty(spool.Destinations);
        Assert.Equal(default, spool.Total);
        spool.Dispose();
        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void Batches_are_acknowledged_in_any_order_and_come_again_when_released()
    {
        var spool = _directory.Open();
        Append(spool, "a", "one");
        Append(spool, "a", "two");
        Append(spool, "a", "three");

        Read(spool, "a", out var one);
        Read(spool, "a", out var two);
        Assert.Equal("three", Read(spool, "a", out var three));
        Assert.Null(Read(spool, "a", out _));
        spool.Acknowledge(two);
        spool.Acknowledge(two);
        Assert.Equal(2, spool.Count("a").Spans);
        spool.Release(three);
        spool.Release(one);

        Assert.Equal(["one", "three"], Drain(spool, "a"));
        Assert.Equal(default, spool.Total);
    }

    [Fact]
    public void The_next_process_continues_with_the_remaining_batches()
    {
        var spool = _directory.Open();
        Append(spool, "a", "one", 2);
        Append(spool, "a", "two", 3);
        Append(spool, "a", "three", 4);
        Read(spool, "a", out var one);
        spool.Acknowledge(one);
        Read(spool, "a", out _);
        spool.Dispose();
        Assert.False(Append(spool, "a", "late"));
        Assert.Null(Read(spool, "a", out _));

        var next = _directory.Open();

        Assert.Equal(["a: 7 recovered"], _directory.Diary.Lines);
        Append(next, "a", "four");
        Assert.Equal(["two", "three", "four"], Drain(next, "a"));
    }

    [Fact]
    public void Two_spools_in_one_directory_do_not_see_each_others_batches()
    {
        var one = _directory.Open();
        Append(one, "a", "of one");
        var two = _directory.Open();
        Append(two, "a", "of two");

        Assert.Equal(2, SpoolFolder.All(_directory.Path).Count());
        _directory.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(["of one"], Drain(one, "a"));
        Assert.Equal(["of two"], Drain(two, "a"));
        Assert.Empty(_directory.Diary.Lines);
    }

    [Fact]
    public void A_running_process_drains_the_spool_of_an_ended_process()
    {
        var one = _directory.Open();
        Append(one, "a", "1", 1);
        _directory.Clock.Pass(TimeSpan.FromSeconds(1));
        var two = _directory.Open();
        Append(two, "a", "2", 2);
        _directory.Clock.Pass(TimeSpan.FromSeconds(1));
        Append(one, "b", "3", 3);
        one.Dispose();
        Assert.Equal(["a"], two.Destinations);

        _directory.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(["a: 1 recovered", "b: 3 recovered"], _directory.Diary.Lines.Order());
        Assert.Single(SpoolFolder.All(_directory.Path));
        Append(two, "a", "4");
        Assert.Equal(["1", "2", "4"], Drain(two, "a"));
        Assert.Equal(["3"], Drain(two, "b"));
    }

    [Fact]
    public void All_folders_of_ended_processes_are_taken_over_at_the_start()
    {
        FileSpool[] ended = [_directory.Open(), _directory.Open(), _directory.Open()];
        foreach (var spool in ended)
        {
            Append(spool, "a", "x");
            _directory.Clock.Pass(TimeSpan.FromSeconds(1));
        }

        Array.ForEach(ended, spool => spool.Dispose());
        var next = _directory.Open();

        Assert.Equal(3, next.Count("a").Spans);
        Assert.Single(SpoolFolder.All(_directory.Path));
        Assert.Equal(["x", "x", "x"], Drain(next, "a"));
    }

    [Fact]
    public async Task Concurrent_writers_and_readers_neither_lose_nor_duplicate_batches()
    {
        var spool = _directory.Open(options => options with { SegmentBytes = 2_000 });
        var written = 0;
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(() =>
        {
            for (var number = 0; number < 500; number++)
            {
                Assert.True(Append(spool, $"to {number % 2}", $"{writer}:{number}"));
                Interlocked.Increment(ref written);
            }
        })).ToArray();
        var readers = Enumerable.Range(0, 4).Select(reader => Task.Run(() =>
        {
            var read = new List<string>();
            var ended = false;
            while (true)
            {
                if (Read(spool, $"to {reader % 2}", out var batch) is { } text)
                {
                    read.Add(text);
                    spool.Acknowledge(batch);
                }
                else if (ended)
                {
                    return read;
                }
                else
                {
                    ended = Volatile.Read(ref written) == 2_000;
                    Thread.Yield();
                }
            }
        })).ToArray();

        await Task.WhenAll(writers).WaitAsync(Testing.Waiting.Patience.Default);
        var all = (await Task.WhenAll(readers).WaitAsync(Testing.Waiting.Patience.Default)).SelectMany(read => read).ToArray();

        Assert.Equal(2_000, all.Length);
        Assert.Equal(2_000, all.Distinct().Count());
        Assert.Equal(default, spool.Total);
    }

    [Fact]
    public void More_destinations_than_open_files_are_kept_apart()
    {
        var spool = _directory.Open();
        var destinations = Enumerable.Range(0, 300).Select(number => $"tenant-{number}").ToArray();
        foreach (var text in new[] { "first of ", "second of " })
        {
            Array.ForEach(destinations, destination => Append(spool, destination, text + destination));
        }

        Assert.All(destinations, destination => Assert.Equal([$"first of {destination}", $"second of {destination}"], Drain(spool, destination)));
    }

    public void Dispose() => _directory.Dispose();
}
