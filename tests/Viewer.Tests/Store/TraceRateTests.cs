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

    private List<string> Hold(TraceStore store, int count, string outcome = Outcomes.Ok) =>
        [.. Enumerable.Range(0, count).Select(_ => _spans.Hold(store, outcome: outcome))];

    private static List<string> Ids(TraceStore store) => [.. store.Read().Traces.Reverse().Select(trace => trace.Key.ToString())];

    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
