using TracedLlm.Export.Spool;
using static TracedLlm.Export.Tests.Spool.SpoolDirectory;

namespace TracedLlm.Export.Tests.Spool;

/// <summary>The spool is bounded in bytes and in time, over all destinations, and reports dropped batches.</summary>
public sealed class SpoolBoundsTests : IDisposable
{
    private static readonly string Batch = new('x', 72);

    private readonly SpoolDirectory _directory = new();

    [Fact]
    public void Beyond_the_byte_cap_the_oldest_give_way_whosever_they_are()
    {
        // A file has its header of 32 bytes and two records of 28 + 72.
        var spool = _directory.Open(options => options with { MaxBytes = 1_000, SegmentBytes = 240 });
        for (var number = 0; number < 40; number++)
        {
            _directory.Clock.Pass(TimeSpan.FromSeconds(1));
            Assert.True(Append(spool, number % 8 < 4 ? "a" : "b", Batch, spans: 10));
            Assert.InRange(_directory.Bytes, 1, 1_000);
            Assert.Equal(_directory.Bytes, spool.Total.Bytes);
            Assert.Equal((number + 1) * 10, spool.Total.Spans + _directory.Diary.SpansDropped);
        }

        Assert.Equal((40, 40), (spool.Count("a").Spans, spool.Count("b").Spans));
        Assert.All(_directory.Diary.Lines, line => Assert.Contains(line, new[] { "a: 20 QueueFull", "b: 20 QueueFull" }));
        Assert.Equal([Batch, Batch, Batch, Batch], Drain(spool, "a"));
    }

    [Fact]
    public void A_batch_larger_than_the_cap_is_refused_and_no_other_batch_is_dropped()
    {
        var spool = _directory.Open(options => options with { MaxBytes = 1_000 });
        Append(spool, "a", Batch);

        Assert.False(Append(spool, "a", new('y', 941)));
        Assert.Equal(1, spool.Count("a").Spans);
        Assert.Empty(_directory.Diary.Lines);

        Assert.True(Append(spool, "a", new('y', 940)));
        Assert.Equal(["a: 1 QueueFull"], _directory.Diary.Lines);
        Assert.Equal(1_000, _directory.Bytes);
    }

    [Fact]
    public void A_batch_that_someone_sends_is_not_dropped()
    {
        var spool = _directory.Open(options => options with { MaxBytes = 500, SegmentBytes = 100 });
        Append(spool, "a", Batch, 1);
        Append(spool, "a", Batch, 2);
        Append(spool, "a", Batch, 3);
        Read(spool, "a", out var sent);

        Assert.True(Append(spool, "a", Batch, 4));

        Assert.Equal(["a: 2 QueueFull"], _directory.Diary.Lines);
        Read(spool, "a", out _);
        Read(spool, "a", out var last);
        Assert.False(Append(spool, "a", Batch, 5));
        spool.Acknowledge(sent);
        spool.Release(last);
        Assert.Equal(7, spool.Count("a").Spans);
        Assert.True(Append(spool, "a", Batch, 6));
    }

    [Fact]
    public void A_batch_that_someone_has_is_in_the_way_of_younger_ones()
    {
        // Five files of 132 bytes each.
        var spool = _directory.Open(options => options with { MaxBytes = 700, SegmentBytes = 1, MaxRequestBytes = 300 });
        Append(spool, "a", Batch);
        Append(spool, "a", Batch);
        Read(spool, "a", out var first);
        Read(spool, "a", out var second);
        AssertInTheWay(first, isYounger: false, isNeeded: false);

        Append(spool, "request-b", Batch);
        Append(spool, "a", Batch);
        Append(spool, "a", Batch);
        AssertInTheWay(first, isYounger: true, isNeeded: true);
        AssertInTheWay(second, isYounger: true, isNeeded: true);

        // Its file would go without that.
        Read(spool, "request-b", out var ofRequest);
        Read(spool, "a", out var third);
        AssertInTheWay(ofRequest, isYounger: false, isNeeded: false);
        AssertInTheWay(third, isYounger: true, isNeeded: true);
        spool.Release(first);
        AssertInTheWay(second, isYounger: false, isNeeded: false);
        Read(spool, "a", out first);

        // No file can go.
        Read(spool, "a", out _);
        AssertInTheWay(first, isYounger: false, isNeeded: true);
        Assert.False(spool.IsInTheWay(first, 700, isNeeded: true));

        void AssertInTheWay(SpooledBatch held, bool isYounger, bool isNeeded) => Assert.Equal(
            (isYounger, isNeeded), (spool.IsInTheWay(held, 72, isNeeded: false), spool.IsInTheWay(held, 72, isNeeded: true)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void While_the_disk_fails_a_batch_is_in_the_way_only_if_nothing_could_be_tried(bool isHeld)
    {
        var spool = _directory.Open(options => options with { MaxBytes = 500, SegmentBytes = 1 });
        Append(spool, "a", Batch);
        Append(spool, "a", Batch);
        Append(spool, "a", Batch);
        Read(spool, "a", out var oldest);
        if (isHeld)
        {
            Read(spool, "a", out _);
            Read(spool, "a", out _);
        }

        Assert.NotEqual(isHeld, spool.IsInTheWay(oldest, 72, isNeeded: false));
        File.WriteAllText(Path.Combine(SpoolFolder.All(_directory.Path).Single().Path, "b"), "");
        Assert.False(Append(spool, "b", "small"));

        Assert.False(spool.IsInTheWay(oldest, 72, isNeeded: false));
        Assert.Equal(isHeld, spool.IsInTheWay(oldest, 72, isNeeded: true));
    }

    [Fact]
    public void A_cap_that_was_lowered_holds_from_the_start()
    {
        var spool = _directory.Open(options => options with { SegmentBytes = 100 });
        for (var number = 1; number <= 5; number++)
        {
            Append(spool, "a", Batch, number);
        }

        spool.Dispose();
        var next = _directory.Open(options => options with { MaxBytes = 300 });

        Assert.Equal(["a: 15 recovered", "a: 1 QueueFull", "a: 2 QueueFull", "a: 3 QueueFull"], _directory.Diary.Lines);
        Assert.Equal(9, next.Count("a").Spans);
        Assert.Equal(264, _directory.Bytes);
    }

    [Fact]
    public void The_spool_of_an_ended_process_waits_until_there_is_room()
    {
        var living = _directory.Open(options => options with { MaxBytes = 300 });
        Append(living, "a", Batch);
        var ended = _directory.Open(options => options with { MaxBytes = 300 });
        Append(ended, "a", Batch);
        Append(ended, "a", Batch.Replace('x', 'y'));
        ended.Dispose();

        _directory.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, living.Count("a").Spans);
        Drain(living, "a");
        _directory.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(["a: 2 recovered"], _directory.Diary.Lines);
        Assert.Equal(2, Drain(living, "a").Count);
    }

    [Fact]
    public void Destinations_of_requests_take_the_room_of_nobody()
    {
        var spool = _directory.Open(options => options with { MaxBytes = 1_000, SegmentBytes = 100, MaxRequestBytes = 500 });
        Assert.True(Append(spool, "request-a", Batch));
        for (var number = 0; number < 6; number++)
        {
            Assert.True(Append(spool, "a", Batch));
        }

        // The spool is full, and the share of requests is not.
        Assert.False(Append(spool, "request-a", Batch));
        Assert.False(Append(spool, "request-b", Batch));
        Assert.False(spool.TryKeep("request-b", new byte[72], 1, out _));
        Assert.True(spool.HasRoom("request-b"));
        Assert.Empty(_directory.Diary.Lines);
        Assert.Equal((1, 6), (spool.Count("request-a").Spans, spool.Count("a").Spans));

        // Others have the whole spool.
        Assert.True(Append(spool, "a", Batch));
        Assert.Equal(["request-a: 1 QueueFull"], _directory.Diary.Lines);
    }

    [Fact]
    public void Destinations_of_requests_have_one_share_which_a_restart_does_not_renew()
    {
        static SpoolOptions Bounds(SpoolOptions options) => options with { SegmentBytes = 100, MaxRequestBytes = 300 };
        var spool = _directory.Open(Bounds);
        Assert.Equal([true, true, false, false], new[] { "request-a", "request-b", "request-c", "request-a" }.Select(name => Append(spool, name, Batch)));
        Assert.True(Append(spool, "a", Batch));
        Assert.True(spool.HasRoom("request-a"));
        spool.Dispose();

        var next = _directory.Open(options => Bounds(options) with { MaxRequestBytes = 200 });
        Assert.Equal((false, true), (next.HasRoom("request-c"), next.HasRoom("a")));
        Assert.False(Append(next, "request-c", Batch));
        Drain(next, "request-a");
        Drain(next, "request-b");
        Assert.True(Append(next, "request-c", Batch));
    }

    [Fact]
    public void Spans_expire_at_the_age_cap_and_not_before()
    {
        var spool = _directory.Open(options => options with { MaxAge = TimeSpan.FromHours(1) });
        Append(spool, "a", "one", 2);
        _directory.Clock.Pass(TimeSpan.FromMinutes(30));
        Append(spool, "a", "two", 3);

        _directory.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(5, spool.Count("a").Spans);
        _directory.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(["a: 2 Expired"], _directory.Diary.Lines);
        Assert.Equal(3, spool.Count("a").Spans);
        Assert.Equal(["two"], Drain(spool, "a"));
    }

    [Fact]
    public void A_batch_that_expired_between_two_sweeps_is_not_read()
    {
        var spool = _directory.Open(options => options with { MaxAge = TimeSpan.FromHours(1) });
        Append(spool, "a", "one", 2);
        Read(spool, "a", out var released);
        spool.Release(released);
        _directory.Clock.Pass(TimeSpan.FromMinutes(61));
        Append(spool, "a", "two", 3);

        Assert.Equal(["two"], Drain(spool, "a"));
        Assert.Equal(["a: 2 Expired"], _directory.Diary.Lines);
    }

    [Fact]
    public void Spans_of_removed_destinations_expire_and_a_batch_in_flight_does_not()
    {
        var spool = _directory.Open(options => options with { MaxAge = TimeSpan.FromHours(1) });
        Append(spool, "gone", "one", 2);
        Append(spool, "sent", "two", 3);
        Read(spool, "sent", out var batch);

        _directory.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(["gone: 2 Expired"], _directory.Diary.Lines);
        Assert.Equal(["sent"], spool.Destinations);
        spool.Acknowledge(batch);
        Assert.Empty(_directory.Segments);
    }

    [Fact]
    public void Batches_that_expired_while_no_process_ran_are_counted_by_the_next_process()
    {
        var spool = _directory.Open();
        Append(spool, "a", "one", 2);
        spool.Dispose();
        _directory.Clock.Pass(TimeSpan.FromHours(25));

        var next = _directory.Open();

        Assert.Equal(["a: 2 recovered", "a: 2 Expired"], _directory.Diary.Lines);
        Assert.Equal(default, next.Total);
    }

    public void Dispose() => _directory.Dispose();
}
