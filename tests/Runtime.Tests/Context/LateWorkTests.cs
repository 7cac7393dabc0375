using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Metrics;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Context;

/// <summary>Work outside of its request: the transfer of the trace and the parents of its spans.</summary>
[Collection(ProcessWide.Name)]
public sealed class LateWorkTests
{
    [Fact]
    public async Task A_task_that_the_request_does_not_wait_for_flows_in_its_trace()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task? work = null;
        using var counts = new CountedMeasurements("spans.late", "spans.outside_request", "spans.repaired");
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute] async () =>
        {
            using var stage = LlmSpan.StartStage("handler");
            var started = new TaskCompletionSource();
            work = Task.Run(async () =>
            {
                LlmSpan.StartStage("before").End();
                started.SetResult();
                await go.Task;
                SpinWait.SpinUntil(() => LlmTrace.Current!.IsCompleted);
                using var outer = LlmSpan.StartStage("late stage");
                using var inner = LlmSpan.StartStage("stage in it");
                using var guardrail = LlmSpan.StartGuardrail("judge", GuardrailMode.LoggingOnly);
                using var call = LlmSpan.StartCall("judge-model");
                guardrail.SetOutcome(GuardrailOutcome.Blocked());
            });
            await started.Task;
            return "hello";
        }));

        await gateway.PostAsync("/v1/messages");
        go.SetResult();
        await work!;

        // A late guardrail decides nothing about a request that has ended.
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {litellm.outcome=ok}
            ├─ litellm_request
            ├─ handler
            │  └─ before
            ├─ late stage  {litellm.late=true}
            ├─ stage in it  {litellm.late=true}
            ├─ guardrail  {litellm.late=true}
            └─ chat judge-model [CLIENT]  {litellm.late=true}
            """,
            await gateway.StopAndPrintAsync("litellm.outcome", "litellm.late"));
        Assert.Equal("spans.late 4", counts.ToString());
    }

    [Fact]
    public async Task Work_without_the_execution_context_is_outside_the_request_unless_it_uses_the_handle()
    {
        using var counts = new CountedMeasurements("spans.late", "spans.outside_request");
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute] async () =>
        {
            var trace = LlmTrace.Current!;
            var done = new TaskCompletionSource();
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    LlmSpan.StartStage("lost").End();
                    using (trace.Use())
                    {
                        LlmSpan.StartStage("found").End();
                    }

                    LlmSpan.StartStage("lost again").End();
                    done.SetResult();
                },
                null);
            await done.Task;
        }));

        await gateway.PostAsync("/v1/messages");

        var trees = await gateway.StopAndPrintAsync("litellm.outcome", "litellm.late");
        Assert.Equal(
            [
                "Received Proxy Server Request [SERVER]  {litellm.outcome=ok}\n├─ litellm_request\n└─ found",
                "lost",
                "lost again",
            ],
            trees.Split("\n\n").Order(StringComparer.Ordinal));
        Assert.Equal("spans.outside_request 2", counts.ToString());
    }

    [Fact]
    public async Task A_worker_may_turn_from_one_request_to_another_and_back()
    {
        var traces = Channel.CreateUnbounded<LlmTrace>();
        var done = new TaskCompletionSource();
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute] async (HttpContext http) =>
        {
            LlmTrace.Current!.SetRootTag("mine", http.Request.Headers["x-request"].ToString());
            await traces.Writer.WriteAsync(LlmTrace.Current!);
            await done.Task;
        }));
        var requests = new[] { gateway.PostAsync("/v1/messages", "x-request: a"), gateway.PostAsync("/v1/messages", "x-request: b") };

        LlmTrace[] both = [await traces.Reader.ReadAsync(), await traces.Reader.ReadAsync()];
        for (var round = 0; round < 3; round++)
        {
            foreach (var trace in both)
            {
                if (round == 2)
                {
                    done.TrySetResult();
                    SpinWait.SpinUntil(() => trace.IsCompleted);
                }

                using (trace.Use())
                using (LlmSpan.StartStage($"round {round}"))
                {
                    await Task.Yield();
                }

                Assert.Null(LlmTrace.Current);
                Assert.Null(Activity.Current);
            }
        }

        await Task.WhenAll(requests);
        var trees = await gateway.StopAndPrintAsync("mine", "litellm.late");
        Assert.Equal(
            new[] { "a", "b" }.Select(name =>
                $$"""
                Received Proxy Server Request [SERVER]  {mine={{name}}}
                ├─ litellm_request
                ├─ round 0
                ├─ round 1
                └─ round 2  {litellm.late=true}
                """),
            trees.Split("\n\n").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task After_nested_use_of_two_requests_the_outer_one_is_current_again()
    {
        using var first = new Spans.TracedRequest();
        Activity.Current = null;
        using var second = new Spans.TracedRequest();
        using (first.Trace.Use())
        using (LlmSpan.StartStage("outer"))
        {
            using (second.Trace.Use())
            {
                await Task.Yield();
                LlmSpan.StartStage("of the second").End();
            }

            LlmSpan.StartStage("inner").End();
        }

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)
            ├─ litellm_request
            └─ outer
               └─ inner
            """,
            first.End());
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)
            ├─ litellm_request
            └─ of the second
            """,
            second.End());
    }

    [Fact]
    public async Task A_sequence_that_is_read_on_after_its_request_has_ended_with_it()
    {
        using var counts = new CountedMeasurements("spans.late", "spans.repaired");
        using var request = new Spans.TracedRequest();
        await using var items = LlmSpan.StartStage("items").EndWith(ItemsAsync()).GetAsyncEnumerator();

        Assert.True(await items.MoveNextAsync());
        request.End();
        Assert.True(await items.MoveNextAsync());
        Assert.False(await items.MoveNextAsync());

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)
            ├─ litellm_request
            ├─ items
            │  └─ item 0
            └─ item 1  {litellm.late=true}
            """,
            request.Print("litellm.late"));
        Assert.Equal("spans.late 1, spans.repaired left_open 1", counts.ToString());

        static async IAsyncEnumerable<int> ItemsAsync()
        {
            for (var i = 0; i < 2; i++)
            {
                using (LlmSpan.StartStage($"item {i}"))
                {
                    await Task.Yield();
                }

                yield return i;
            }
        }
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData(null, true)]
    public async Task A_late_call_names_its_own_span_to_allowed_hosts(string? allowed, bool inCall)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        LlmTrace? trace = null;
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Settings = { ["TracedLlm:ForwardTraceParentTo"] = allowed },
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost("/v1/messages", [TracedLlmRoute] () =>
                {
                    trace = LlmTrace.Current;
                    return "hello";
                });
            },
        });
        await gateway.PostAsync("/v1/messages");
        SpinWait.SpinUntil(() => trace!.IsCompleted);

        using (trace!.Use())
        using (var client = new HttpClient())
        using (inCall ? LlmSpan.StartCall("claude") : default)
        {
            using var response = await client.PostAsync(upstream.Endpoint, null);
        }

        var spans = await gateway.StopAsync();
        var sent = Assert.Single(upstream.Requests).Headers.GetValueOrDefault("traceparent");
        var call = spans.SingleOrDefault(span => span.Name == "chat claude");
        Assert.Equal(allowed is null || call is null ? null : $"00-{call.TraceId}-{call.SpanId}-01", sent);
    }
}
