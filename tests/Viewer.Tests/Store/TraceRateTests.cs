using TracedLlm.Facts;
using TracedLlm.Viewer.Store;

namespace TracedLlm.Viewer.Tests.Store;

public sealed class TraceRateTests : IDisposable
{
    private readonly StoreSpans _spans = new();
    private readonly SetClock _clock = new();

    public void Dispose() => _spans.Dispose();

    [Fact]
    public void Of_very_many_requests_a_tenth_of_the_list_is_held_each_second()
    {
        var store = new TraceStore(maxTraces: 200, maxBytes: 1_000_000, clock: _clock);

        var first = Hold(store, 500);
        _clock.Now = TimeSpan.FromSeconds(1);
        var second = Hold(store, 500);

        Assert.Equal(first[..200][20..].Concat(second[..20]), Ids(store));
        Assert.Equal(800, store.Read().Evicted);
    }

    [Fact]
    public void Failed_requests_are_held_beside_ordinary_ones_and_have_a_limit_too()
    {
        var store = new TraceStore(maxTraces: 200, maxBytes: 1_000_000, clock: _clock);
        Hold(store, 500);

        var failed = Hold(store, 500, Outcomes.Error);

        Assert.Equal(failed[..200][100..], Ids(store)[100..]);
    }

    [Fact]
    public void After_a_pause_the_limit_is_that_of_the_list_and_no_more()
    {
        var store = new TraceStore(maxTraces: 200, maxBytes: 1_000_000, clock: _clock);
        Hold(store, 500);
        _clock.Now = TimeSpan.FromHours(1);

        var later = Hold(store, 500);

        Assert.Equal(later[..200], Ids(store));
    }

    [Fact]
    public void A_short_list_holds_the_requests_of_a_person()
    {
        var store = new TraceStore(maxTraces: 1, maxBytes: 1_000_000, clock: _clock);

        Assert.Equal(Hold(store, 100)[^1..], Ids(store));
    }

    [Fact]
    public void Work_outside_of_requests_has_the_same_limit()
    {
        var store = new TraceStore(maxTraces: 200, maxBytes: 1_000_000, clock: _clock);

        var first = HoldOutside(store, 500);
        _clock.Now = TimeSpan.FromSeconds(1);
        var second = HoldOutside(store, 500);

        Assert.Equal(first[..200][20..].Concat(second[..20]), Ids(store));
        Assert.Equal(800, store.Read().Evicted);
    }

    [Fact]
    public void Failed_work_outside_of_requests_is_held_beside_ordinary_work_and_has_a_limit_too()
    {
        var store = new TraceStore(maxTraces: 200, maxBytes: 1_000_000, clock: _clock);
        HoldOutside(store, 500);

        var failed = HoldOutside(store, 500, Outcomes.Error);

        Assert.Equal(failed[..200][100..], Ids(store)[100..]);
    }

    [Fact]
    public void Failed_work_that_was_shown_before_its_end_is_pinned_within_the_limit_of_failed_requests()
    {
        var store = new TraceStore(maxTraces: 200, maxBytes: 1_000_000, clock: _clock);
        var requests = Hold(store, 200, Outcomes.Error);

        var outside = HoldOutside(store, 200, Outcomes.Error);

        Assert.Equal([.. requests[100..], .. outside[100..]], Ids(store));
        Assert.Equal(requests[100..], Ids(store, static trace => trace.IsPinned));
    }

    [Fact]
    public void Work_that_is_too_much_to_be_shown_at_first_is_shown_when_there_is_time()
    {
        var store = new TraceStore(maxTraces: 200, maxBytes: 1_000_000, clock: _clock);
        HoldOutside(store, 200);
        var root = _spans.Start(store, null);
        StoreSpans.End(store, _spans.Start(store, root), 50);
        var id = $"{root.TraceId}-{root.SpanId}";
        Assert.Null(store.Find(id));

        _clock.Now = TimeSpan.FromSeconds(1);
        StoreSpans.End(store, _spans.Start(store, root), 50);
        Assert.Equal(2, store.Find(id)!.GetSpans().Length);
        StoreSpans.End(store, root, 50);

        Assert.Equal(3, store.Find(id)!.GetSpans().Length);
    }

    [Fact]
    public void Work_that_is_not_shown_takes_no_more_than_the_room()
    {
        var store = new TraceStore(maxTraces: 1, maxBytes: 16_000, clock: _clock);
        HoldOutside(store, 100);

        foreach (var root in Enumerable.Range(0, 100).Select(_ => _spans.Start(store, null)).ToList())
        {
            StoreSpans.End(store, _spans.Start(store, root), 900);
            Assert.InRange(store.Read().Bytes, 0, 16_000);
        }
    }

    private List<string> Hold(TraceStore store, int count, string outcome = Outcomes.Ok) =>
        [.. Enumerable.Range(0, count).Select(_ => _spans.Hold(store, outcome: outcome))];

    /// <summary>Work of two spans each.</summary>
    private List<string> HoldOutside(TraceStore store, int count, string outcome = Outcomes.Ok) =>
        [.. Enumerable.Range(0, count).Select(_ =>
        {
            var root = _spans.Start(store, null);
            StoreSpans.End(store, _spans.Start(store, root), 50);
            root.SetTag(LibraryAttributes.Outcome, outcome);
            root.SetEndTime(root.StartTimeUtc + TimeSpan.FromMilliseconds(10));
            StoreSpans.End(store, root, 50);
            return $"{root.TraceId}-{root.SpanId}";
        })];

    // Oldest first.
    private static List<string> Ids(TraceStore store, Func<HeldTrace, bool>? isWanted = null) =>
        [.. store.Read().Traces.Where(isWanted ?? (static _ => true)).OrderBy(static trace => trace.Change).Select(static trace => trace.Key.ToString())];

    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
