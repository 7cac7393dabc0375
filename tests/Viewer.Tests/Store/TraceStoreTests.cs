using FsCheck;
using FsCheck.Fluent;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Views;
using TracedLlm.Facts;
using TracedLlm.Viewer.Store;

namespace TracedLlm.Viewer.Tests.Store;

public sealed class TraceStoreTests : IDisposable
{
    private readonly StoreSpans _spans = new();

    [Fact]
    public void The_newest_traces_are_held()
    {
        var store = new TraceStore(maxTraces: 3, maxBytes: 1_000_000);

        var ids = Enumerable.Range(0, 5).Select(_ => _spans.Hold(store)).ToList();

        Assert.Equal(ids[2..], Ids(store));
        Assert.Equal((600, 2), (store.Read().Bytes, store.Read().Evicted));
    }

    [Fact]
    public void Without_room_for_their_bytes_the_oldest_traces_go()
    {
        var store = new TraceStore(maxTraces: 100, maxBytes: 1_000);

        var ids = Enumerable.Range(0, 8).Select(_ => _spans.Hold(store)).ToList();

        Assert.Equal(ids[3..], Ids(store));
        Assert.Equal(1_000, store.Read().Bytes);
    }

    [Theory]
    [InlineData(Outcomes.Error, true)]
    [InlineData(Outcomes.Blocked, true)]
    [InlineData(Outcomes.Ok, false)]
    [InlineData(Outcomes.Cancelled, false)]
    [InlineData(Outcomes.Refused, false)]
    public void Failed_and_blocked_traces_stay_while_they_take_at_most_half(string outcome, bool stays)
    {
        var store = new TraceStore(maxTraces: 10, maxBytes: 1_000_000);
        var first = Enumerable.Range(0, 6).Select(_ => _spans.Hold(store, outcome: outcome)).ToList();

        var later = Enumerable.Range(0, 20).Select(_ => _spans.Hold(store)).ToList();

        Assert.Equal(stays ? [.. first[1..], .. later[^5..]] : later[^10..], Ids(store));
    }

    [Fact]
    public void Half_of_the_bytes_are_for_failed_traces()
    {
        var store = new TraceStore(maxTraces: 100, maxBytes: 2_000);
        var first = Enumerable.Range(0, 6).Select(_ => _spans.Hold(store, outcome: Outcomes.Error)).ToList();

        var later = Enumerable.Range(0, 20).Select(_ => _spans.Hold(store)).ToList();

        Assert.Equal([.. first[1..], .. later[^5..]], Ids(store));
    }

    [Fact]
    public void Failed_traces_use_room_that_nobody_else_needs()
    {
        var store = new TraceStore(maxTraces: 4, maxBytes: 1_000_000);

        var ids = Enumerable.Range(0, 6).Select(_ => _spans.Hold(store, outcome: Outcomes.Error)).ToList();

        Assert.Equal(ids[2..], Ids(store));
    }

    [Fact]
    public void A_trace_that_is_slower_than_most_stays()
    {
        var store = new TraceStore(maxTraces: 50, maxBytes: 1_000_000);
        for (var number = 0; number < 50; number++)
        {
            _spans.Hold(store, milliseconds: 10 + (number % 5));
        }

        var slow = _spans.Hold(store, milliseconds: 900);
        for (var number = 0; number < 200; number++)
        {
            _spans.Hold(store, milliseconds: 10 + (number % 5));
        }

        Assert.Equal(slow, Ids(store)[0]);
        Assert.Equal([slow], store.Read().Traces.Where(trace => trace.IsPinned).Select(trace => trace.Key.ToString()));
    }

    [Fact]
    public void Of_few_traces_nobody_knows_which_are_slow()
    {
        var store = new TraceStore(maxTraces: 50, maxBytes: 1_000_000);
        for (var number = 0; number < 10; number++)
        {
            _spans.Hold(store);
        }

        _spans.Hold(store, milliseconds: 900);

        Assert.DoesNotContain(store.Read().Traces, trace => trace.IsPinned);
    }

    [Fact]
    public void A_request_that_has_not_ended_is_not_shown_and_takes_its_room()
    {
        var store = new TraceStore(maxTraces: 10, maxBytes: 1_000_000);
        var request = _spans.Begin();
        store.Hold(new EndedSpan(_spans.MakeChild(request), request), 700);

        Assert.Equal((0, 700), (store.Read().Traces.Count, store.Read().Bytes));
        var id = StoreSpans.End(store, request);
        Assert.Equal([id], Ids(store));
        Assert.Equal(800, store.Read().Bytes);
    }

    [Fact]
    public void A_span_that_would_take_more_than_half_of_the_room_is_not_held()
    {
        var store = new TraceStore(maxTraces: 10, maxBytes: 1_000);
        var other = _spans.Hold(store);
        var request = _spans.Begin();

        Assert.Equal(DropReason.TooLarge, store.Hold(new EndedSpan(_spans.MakeChild(request), request), 501));
        Assert.Null(store.Hold(new EndedSpan(_spans.MakeChild(request), request), 300));
        var id = StoreSpans.End(store, request);

        Assert.Equal([other, id], Ids(store));
        Assert.Equal(2, store.Find(id)!.GetSpans().Length);
    }

    [Fact]
    public void A_trace_without_room_for_its_root_is_not_shown()
    {
        var store = new TraceStore(maxTraces: 10, maxBytes: 1_000);
        var request = _spans.Begin();
        store.Hold(new EndedSpan(_spans.MakeChild(request), request), 300);

        StoreSpans.End(store, request, size: 600);

        Assert.Equal((0, 0), (store.Read().Traces.Count, store.Read().Bytes));
    }

    [Fact]
    public void Open_requests_that_take_more_than_half_of_the_room_lose_the_oldest()
    {
        var store = new TraceStore(maxTraces: 10, maxBytes: 1_000);
        var held = _spans.Hold(store, size: 200);
        var open = Enumerable.Range(0, 3).Select(_ => _spans.Begin()).ToList();
        open.ForEach(request => store.Hold(new EndedSpan(_spans.MakeChild(request), request), 250));

        var ids = open.Select(request => StoreSpans.End(store, request, size: 10)).ToList();

        Assert.Equal([held, .. ids[1..]], Ids(store));
    }

    [Fact]
    public void A_request_that_has_filled_its_room_is_shown_with_its_root()
    {
        var store = new TraceStore(maxTraces: 10, maxBytes: 1_000);
        var request = _spans.Begin();
        store.Hold(new EndedSpan(_spans.MakeChild(request), request), 500);
        Assert.Equal(DropReason.TooLarge, store.Hold(new EndedSpan(_spans.MakeChild(request), request), 10));

        var id = StoreSpans.End(store, request, size: 400);

        Assert.Equal([id], Ids(store));
    }

    [Fact]
    public void New_traces_have_room_beside_open_and_pinned_ones()
    {
        var store = new TraceStore(maxTraces: 100, maxBytes: 1_600);
        for (var number = 0; number < 4; number++)
        {
            _spans.Hold(store, outcome: Outcomes.Error);
        }

        var open = _spans.Begin();
        store.Hold(new EndedSpan(_spans.MakeChild(open), open), 650);
        var later = Enumerable.Range(0, 5).Select(_ => _spans.Hold(store)).ToList();

        Assert.Equal(later[^2..], Ids(store)[^2..]);
    }

    [Fact]
    public void A_trace_outside_of_requests_is_shown_while_its_root_is_open()
    {
        var store = new TraceStore(maxTraces: 10, maxBytes: 1_600);
        var root = _spans.Start(store, null);
        var child = _spans.Start(store, root);
        Assert.Empty(Ids(store));

        StoreSpans.End(store, child, 50);
        var id = $"{root.TraceId}-{root.SpanId}";
        Assert.Equal([id], Ids(store));
        StoreSpans.End(store, root, 50);

        Assert.Equal([id], Ids(store));
        Assert.Equal((2, 100L), (store.Find(id)!.GetSpans().Length, store.Read().Bytes));
    }

    [Fact]
    public void A_root_that_lives_long_does_not_fill_the_store()
    {
        var store = new TraceStore(maxTraces: 100, maxBytes: 1_600);
        var root = _spans.Start(store, null);
        StoreSpans.End(store, _spans.Start(store, root), 100);

        // The share of the room is taken. The next spans are traces of their own, with their children.
        var next = _spans.Start(store, root);
        StoreSpans.End(store, _spans.Start(store, next), 10);
        StoreSpans.End(store, next, 10);

        Assert.Equal([$"{root.TraceId}-{root.SpanId}", $"{next.TraceId}-{next.SpanId}"], Ids(store));
        Assert.Equal(2, store.Find($"{next.TraceId}-{next.SpanId}")!.GetSpans().Length);
    }

    [Fact]
    public void A_span_long_after_its_root_has_started_is_a_trace_of_its_own()
    {
        var store = new TraceStore(maxTraces: 100, maxBytes: 1_000_000);
        var root = _spans.Start(store, null, DateTimeOffset.UtcNow.AddMinutes(-11));
        var child = _spans.Start(store, root);

        StoreSpans.End(store, child, 10);

        Assert.Equal([$"{child.TraceId}-{child.SpanId}"], Ids(store));
    }

    [Fact]
    public void A_span_below_one_of_another_library_joins_its_trace()
    {
        var store = new TraceStore(maxTraces: 100, maxBytes: 1_000_000);
        var root = _spans.Start(store, null);
        using var foreign = _spans.StartForeign(root);
        var child = _spans.Start(store, foreign);
        StoreSpans.End(store, child, 10);
        StoreSpans.End(store, root, 10);

        Assert.Equal([$"{root.TraceId}-{root.SpanId}"], Ids(store));
    }

    [Fact]
    public void Spans_that_are_never_ended_do_not_split_later_traces()
    {
        var store = new TraceStore(maxTraces: 100, maxBytes: 1_000_000);
        for (var number = 0; number < 25_000; number++)
        {
            _spans.Start(store, null);
        }

        var root = _spans.Start(store, null);
        StoreSpans.End(store, _spans.Start(store, root), 10);
        StoreSpans.End(store, root, 10);

        Assert.Equal([$"{root.TraceId}-{root.SpanId}"], Ids(store));
    }

    [Theory]
    [InlineData("")]
    [InlineData("none")]
    [InlineData("0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331")]
    [InlineData("0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331")]
    [InlineData("0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331")]
    public void An_unknown_id_finds_nothing(string id) => Assert.Null(new TraceStore(1, 1_000).Find(id));

    [Fact]
    public void A_late_span_changes_its_trace_and_its_bytes()
    {
        var store = new TraceStore(maxTraces: 10, maxBytes: 1_000_000);
        var request = _spans.Begin();
        var id = StoreSpans.End(store, request);
        var before = store.Change;

        store.Hold(new EndedSpan(_spans.MakeChild(request), request), 50);

        Assert.Equal([id], store.ReadChanges(before).Traces.Select(trace => trace.Key.ToString()));
        Assert.Equal(150, store.Read().Bytes);
    }

    [Fact]
    public void A_late_span_of_an_evicted_trace_takes_no_room()
    {
        var store = new TraceStore(maxTraces: 1, maxBytes: 1_000_000);
        var request = _spans.Begin();
        StoreSpans.End(store, request);
        var id = _spans.Hold(store);

        Assert.Equal(DropReason.QueueFull, store.Hold(new EndedSpan(_spans.MakeChild(request), request), 50));

        Assert.Equal([id], Ids(store));
        Assert.Equal(200, store.Read().Bytes);
    }

    [Fact]
    public void Changes_are_the_new_and_removed_traces()
    {
        var store = new TraceStore(maxTraces: 2, maxBytes: 1_000_000);
        var first = _spans.Hold(store);
        var seen = store.Change;
        var second = _spans.Hold(store);
        var third = _spans.Hold(store);

        var changes = store.ReadChanges(seen);

        Assert.False(changes.IsReset);
        Assert.Equal([second, third], changes.Traces.Select(trace => trace.Key.ToString()));
        Assert.Equal([first], changes.Removed.Select(key => key.ToString()));
        Assert.Equal((0, 0, changes.Change), (store.ReadChanges(changes.Change).Traces.Count, store.ReadChanges(changes.Change).Removed.Count, store.Change));
    }

    [Fact]
    public void A_reader_that_has_missed_too_much_reads_everything()
    {
        var store = new TraceStore(maxTraces: 1, maxBytes: 1_000_000);
        var seen = store.Change;
        for (var number = 0; number < 2_000; number++)
        {
            _spans.Hold(store);
        }

        Assert.True(store.ReadChanges(seen).IsReset);
        Assert.True(store.ReadChanges(store.Change + 1).IsReset);
        Assert.False(store.ReadChanges(store.Change).IsReset);
    }

    /// <summary>Open, ended and late spans in any order: the bounds hold, and each shown trace has its root.</summary>
    [Fact]
    public void The_bounds_hold_whatever_comes()
    {
        const int MaxTraces = 7;
        const int MaxBytes = 3_000;
        var step = from size in Gen.Choose(1, 1_400)
                   from outcome in Gen.Elements(Outcomes.Ok, Outcomes.Error, Outcomes.Blocked, Outcomes.Cancelled)
                   from action in Gen.Choose(0, 9)
                   select (size, outcome, action);
        Prop.ForAll(Arb.From(Gen.ListOf(step)), steps =>
        {
            var store = new TraceStore(MaxTraces, MaxBytes);
            var open = new List<RequestSnapshot>();
            foreach (var (size, outcome, action) in steps)
            {
                if (action < 3)
                {
                    var request = _spans.Begin();
                    store.Hold(new EndedSpan(_spans.MakeChild(request), request), size);
                    open.Add(request);
                }
                else if (action < 5 && open.Count > 0)
                {
                    // A late span, if the root has ended.
                    store.Hold(new EndedSpan(_spans.MakeChild(open[^1]), open[^1]), size);
                }
                else if (open.Find(request => !request.Root.IsStopped) is { } ending)
                {
                    StoreSpans.End(store, ending, size / 4, outcome);
                }

                var held = store.Read();
                Assert.InRange(held.Traces.Count, 0, MaxTraces);
                Assert.InRange(held.Bytes, 0, MaxBytes);
                Assert.True(held.Traces.Sum(trace => trace.Bytes) <= held.Bytes);
                Assert.All(held.Traces, trace => Assert.Equal(trace.Root, Assert.Single(trace.GetSpans(), span => span.Activity == trace.Root).Activity));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Threads_that_hold_and_read_at_once_leave_the_right_bytes()
    {
        var store = new TraceStore(maxTraces: 50, maxBytes: 20_000);
        using var stop = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                _ = store.Read().Traces.Sum(trace => trace.GetSpans().Length);
                _ = store.ReadChanges(store.Change / 2);
            }
        });

        await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(() =>
        {
            for (var turn = 0; turn < 2_000; turn++)
            {
                _spans.Hold(store, 50 + (turn % 200), turn % 3 == 0 ? Outcomes.Error : Outcomes.Ok);
            }
        })));
        await stop.CancelAsync();
        await reader;

        var held = store.Read();
        Assert.Equal(held.Traces.Sum(trace => trace.Bytes), held.Bytes);
        Assert.InRange(held.Bytes, 1, 20_000);
        Assert.Equal(8_000, held.Traces.Count + held.Evicted);
    }

    public void Dispose() => _spans.Dispose();

    // Oldest first.
    private static List<string> Ids(TraceStore store) => [.. store.Read().Traces.OrderBy(trace => trace.Change).Select(trace => trace.Key.ToString())];
}
