using System.Diagnostics;
using TracedLlm.Testing.Metrics;
using TracedLlm.Testing.Waiting;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Spans;

/// <summary>Spans that are not ended as they should be: repaired, counted, and never thrown about.</summary>
[Collection(ProcessWide.Name)]
public class RepairTests
{
    [Fact]
    public void A_span_that_is_never_ended_ends_with_its_request()
    {
        using var counts = new CountedMeasurements("spans.repaired", "spans.late");
        using var request = new TracedRequest();
        LlmSpan.StartStage("outer");
        LlmSpan.StartStage("inner");
        LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall);
        var call = LlmSpan.StartCall("gpt-4o");

        var tree = request.End();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)
            ├─ outer
            │  └─ inner
            └─ litellm_request
               └─ guardrail
                  └─ chat gpt-4o [CLIENT]
            """,
            tree);
        call.End();
        Assert.Equal(tree, request.Print());
        Assert.Equal("spans.repaired left_open 4", counts.ToString());
    }

    [Fact]
    public void A_span_that_ends_twice_ends_once()
    {
        using var counts = new CountedMeasurements("spans.repaired", "spans.late");
        using var request = new TracedRequest();
        var span = LlmSpan.StartStage("stage");
        var copy = span;
        span.Dispose();
        using (var next = LlmSpan.StartStage("next"))
        {
            copy.Dispose();
            span.End();
            Assert.Same(next.Activity, Activity.Current);
        }

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)
            ├─ litellm_request
            ├─ stage
            └─ next
            """,
            request.End());
        Assert.Equal("", counts.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_guardrail_that_ends_twice_outside_of_a_request_is_described_once(bool blocks)
    {
        var ended = new List<string?>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TracedLlmTelemetry.SourceName,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => ended.Add(activity.OperationName),
        };
        ActivitySource.AddActivityListener(listener);
        var span = LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall);
        span.SetOutcome(blocks ? GuardrailOutcome.Blocked() : GuardrailOutcome.Passed);
        span.End();
        var described = span.Activity!.TagObjects.ToDictionary();

        span.End();

        Assert.Equal(["guardrail"], ended);
        Assert.Equal(described, span.Activity!.TagObjects.ToDictionary());
    }

    [Fact]
    public async Task A_span_that_ends_on_another_thread_leaves_that_threads_activity_alone()
    {
        using var counts = new CountedMeasurements("spans.repaired", "spans.late");
        using var request = new TracedRequest();
        var span = LlmSpan.StartStage("stage");

        Activity? left = null;
        await Task.Factory.StartNew(
            () =>
            {
                using var own = LlmSpan.StartStage("other thread");
                span.Dispose();
                left = Activity.Current == own.Activity ? null : Activity.Current;
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

        Assert.Null(left);
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)
            ├─ litellm_request
            └─ stage
               └─ other thread  {litellm.late=true}
            """,
            request.End(200, "litellm.late"));
        Assert.Equal("spans.repaired outlived_parent 1", counts.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_span_that_outlives_its_parent_is_late(bool ended)
    {
        using var counts = new CountedMeasurements("spans.repaired", "spans.late");
        using var request = new TracedRequest();
        var outer = LlmSpan.StartStage("outer");
        var inner = LlmSpan.StartStage("inner");
        outer.End();
        LlmSpan.StartStage("next").End();
        if (ended)
        {
            inner.End();
        }

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)
            ├─ litellm_request
            └─ outer
               └─ inner  {litellm.late=true}
                  └─ next
            """,
            request.End(200, "litellm.late"));
        Assert.Equal(ended ? "spans.repaired outlived_parent 1" : "spans.repaired left_open 1", counts.ToString());
    }

    [Fact]
    public void A_call_that_outlives_the_guardrail_that_made_it_is_late()
    {
        using var counts = new CountedMeasurements("spans.repaired", "spans.late");
        using var request = new TracedRequest();
        var guardrail = LlmSpan.StartGuardrail("judge", GuardrailMode.PreCall);
        var call = LlmSpan.StartCall("judge-model");
        guardrail.End();

        call.End();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)
            └─ litellm_request
               └─ guardrail
                  └─ chat judge-model [CLIENT]  {litellm.late=true}
            """,
            request.End(200, "litellm.late"));
        Assert.Equal("spans.repaired outlived_parent 1", counts.ToString());
    }

    [Fact]
    public void Spans_left_open_by_a_cancelled_request_are_cancelled_and_not_counted_as_repaired()
    {
        using var counts = new CountedMeasurements("spans.repaired", "spans.late");
        using var request = new TracedRequest();
        LlmSpan.StartStage("stage");
        request.Abort();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)  {litellm.outcome=cancelled}
            └─ stage  {litellm.outcome=cancelled}
            """,
            request.End(200, "litellm.outcome"));
        Assert.Equal("", counts.ToString());
    }

    [Fact]
    public async Task Spans_that_start_and_end_while_their_requests_close_give_whole_traces()
    {
        const int Workers = 6;
        for (var times = 0; times < 20; times++)
        {
            using var request = new TracedRequest();
            using var ready = new CountdownEvent(Workers);
            var trace = request.Trace;
            // Threads of their own: with those of the pool the end would wait until the pool has that many.
            var work = Enumerable.Range(0, Workers).Select(i => Task.Factory.StartNew(() =>
            {
                using var scope = trace.Use();
                ready.Signal();
                for (var round = 0; round < 4 || !trace.IsCompleted; round++)
                {
                    using var stage = LlmSpan.StartStage("stage");
                    using var guardrail = LlmSpan.StartGuardrail("pii", GuardrailMode.DuringCall);
                    var call = LlmSpan.StartCall("gpt-4o");
                    stage.SetTag("a", i).SetRequestTag("b", i).SetTraceTag("c", i);
                    if (round % 2 == 0)
                    {
                        Parallel.Invoke(call.End, call.End);
                    }

                    trace.RecordException(new InvalidOperationException());
                }
            }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
            Assert.True(ready.Wait(Patience.Default));

            request.State.LeaveHandler();
            Parallel.Invoke(() => request.State.Close(), () => request.State.Close(), request.State.EndByShutdown);
            await Task.WhenAll(work);

            // Disposing the request checks what must hold of every trace.
            request.State.EndLateSpans();
            Assert.Empty(request.Running);
        }
    }
}
