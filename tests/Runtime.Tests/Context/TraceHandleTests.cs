using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Testing.Activities;
using TracedLlm.Testing.Waiting;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Context;

/// <summary><see cref="LlmTrace"/> in the request, beside it and after it.</summary>
[Collection(ProcessWide.Name)]
public sealed class TraceHandleTests
{
    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "always_off")]
    public async Task An_unrecorded_request_has_a_handle(bool export, string? sampler)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Export = export,
            Settings = { ["OTEL_TRACES_SAMPLER"] = sampler },
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext http) =>
                {
                    var trace = LlmTrace.Current!;
                    using var stage = LlmSpan.StartStage("work").SetTag("a", 1).SetRootTag("b", 2).SetRequestTag("c", 3);
                    using var guardrail = LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall);
                    using var attempt = LlmSpan.StartCall("claude");
                    using var route = Generated.GeneratedCode.EnterRoute([new("d", 4)]);
                    trace.SetRootTag("e", 5);
                    trace.RecordException(new InvalidOperationException());
                    return http.Response.WriteAsync($"{trace.Api} {trace.IsRecording} {LlmSpan.IsEnabled} {attempt.Activity is null}");
                });
            },
        });

        var answer = await gateway.PostAsync("/v1/messages", $"traceparent: {TestGateway.Caller}");

        Assert.Equal("Messages False False True", answer.Body);
        Assert.Empty(await gateway.StopAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_a_listener_nothing_is_visible(bool logging)
    {
        Activity? seen = null;
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Export = false,
            Logging = logging,
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost("/v1/messages", [TracedLlmRoute] () =>
                {
                    using var stage = LlmSpan.StartStage("work");
                    seen = Activity.Current;
                    return "hello";
                });
            },
        });

        await gateway.PostAsync("/v1/messages");

        Assert.Equal(logging ? "Microsoft.AspNetCore.Hosting.HttpRequestIn" : null, seen?.OperationName);
    }

    [Fact]
    public async Task Outside_a_traced_route_there_is_no_trace()
    {
        LlmTrace? seen = null;
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            App = app =>
            {
                app.Use(async (context, next) =>
                {
                    await next(context);
                    seen = LlmTrace.Current;
                });
                app.UseTracedLlm();
                app.MapPost("/v1/messages", [TracedLlmRoute] () => "hello");
            },
        });

        await gateway.PostAsync("/v1/messages");

        Assert.Null(seen);
        Assert.Null(LlmTrace.Current);
    }

    [Fact]
    public async Task A_worker_that_got_the_handle_through_a_channel_works_in_the_request()
    {
        var work = Channel.CreateUnbounded<(LlmTrace Trace, TaskCompletionSource Done)>();
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Before = builder => builder.Services.AddHostedService(_ => new Worker(work.Reader)),
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost("/v1/messages", [TracedLlmRoute] async (HttpContext _) =>
                {
                    using var stage = LlmSpan.StartStage("handler");
                    var done = new TaskCompletionSource();
                    await work.Writer.WriteAsync((LlmTrace.Current!, done));
                    await done.Task;
                });
            },
        });

        await gateway.PostAsync("/v1/messages");

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {litellm.outcome=ok}
            ├─ handler
            ├─ worker
            │  └─ inside
            └─ litellm_request
               └─ chat claude [CLIENT]
            """,
            await gateway.StopAndPrintAsync("litellm.outcome", "litellm.late"));
    }

    [Fact]
    public async Task Work_that_outlives_its_request_is_late_and_hangs_from_the_root()
    {
        var answered = new TaskCompletionSource();
        Task? work = null;
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute] () =>
        {
            using var stage = LlmSpan.StartStage("handler");
            var trace = LlmTrace.Current!;
            work = Task.Run(async () =>
            {
                await answered.Task;
                while (!trace.IsCompleted)
                {
                    await Task.Yield();
                }

                using var late = LlmSpan.StartStage("log_to_database");
                using var guardrail = LlmSpan.StartGuardrail("audit", GuardrailMode.LoggingOnly);
                using var call = LlmSpan.StartCall("claude");
                trace.SetRootTag("too", "late");
                trace.RecordException(new InvalidOperationException("too late"));
            });
            return "hello";
        }));

        await gateway.PostAsync("/v1/messages");
        answered.SetResult();
        await work!;

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {litellm.outcome=ok}
            ├─ litellm_request
            ├─ handler
            ├─ log_to_database  {litellm.late=true}
            ├─ guardrail  {litellm.late=true}
            └─ chat claude [CLIENT]  {litellm.late=true}
            """,
            await gateway.StopAndPrintAsync("litellm.outcome", "litellm.late", "too"));
    }

    [Fact]
    public async Task A_background_service_after_the_request_is_late_too()
    {
        var work = Channel.CreateUnbounded<(LlmTrace Trace, TaskCompletionSource Done)>();
        LlmTrace? captured = null;
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Before = builder => builder.Services.AddHostedService(_ => new Worker(work.Reader)),
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost("/v1/messages", [TracedLlmRoute] () => (captured = LlmTrace.Current!).Api.ToString());
            },
        });
        await gateway.PostAsync("/v1/messages");
        while (!captured!.IsCompleted)
        {
            await Task.Yield();
        }

        var done = new TaskCompletionSource();
        await work.Writer.WriteAsync((captured, done));
        await done.Task;

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {litellm.outcome=ok}
            ├─ litellm_request
            ├─ worker  {litellm.late=true}
            ├─ inside  {litellm.late=true}
            └─ chat claude [CLIENT]  {litellm.late=true}
            """,
            await gateway.StopAndPrintAsync("litellm.outcome", "litellm.late"));
    }

    [Fact]
    public async Task Concurrent_requests_never_mix()
    {
        const int Count = 12;
        using var together = new CountdownEvent(Count);
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute] async (HttpContext http) =>
        {
            var mine = http.Request.Headers["x-request"].ToString();
            using var stage = LlmSpan.StartStage("work", [new("mine", mine)]);
            await Task.Run(() =>
            {
                together.Signal();
                Assert.True(together.Wait(Patience.Default));
            });
            LlmTrace.Current!.SetRootTag("mine", mine);
            using var attempt = LlmSpan.StartCall("claude", [new("mine", mine)]);
            LlmTrace.Current!.SetRequestTag("mine", mine);
        }));

        await Task.WhenAll(Enumerable.Range(0, Count).Select(i => gateway.PostAsync("/v1/messages", $"x-request: r{i}")));

        var traces = (await gateway.StopAsync()).GroupBy(span => span.TraceId).ToList();
        Assert.Equal(Count, traces.Count);
        Assert.All(traces, trace =>
        {
            Assert.Equal(4, trace.Count());
            Assert.Single(trace.Select(span => span.Attributes.Get<string>("mine")).Distinct());
        });
    }

    [Fact]
    public async Task Spans_left_open_end_with_the_request()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute] () =>
        {
            LlmSpan.StartStage("outer");
            LlmSpan.StartStage("inner");
            LlmSpan.StartCall("claude");
            return "hello";
        }));

        await gateway.PostAsync("/v1/messages");

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {litellm.outcome=ok}
            ├─ outer
            │  └─ inner
            └─ litellm_request
               └─ chat claude [CLIENT]
            """,
            await gateway.StopAndPrintAsync("litellm.outcome"));
    }

    [Fact]
    public async Task A_traced_method_outside_of_a_request_has_an_exported_parent_or_is_a_root()
    {
        using var source = new ActivitySource("Jobs");
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup { App = app => app.UseTracedLlm(), OtherSources = [source.Name] });

        using (source.StartActivity("job"))
        {
            LlmSpan.StartStage("exported").End();
        }

        using (var noise = new Activity("exported by nobody").Start())
        {
            LlmSpan.StartStage("unexported").End();
            Assert.Same(noise, Activity.Current);
        }

        var spans = await gateway.StopAsync();
        var parents = spans.Where(span => span.ScopeName == TracedLlmTelemetry.SourceName)
            .ToDictionary(span => span.Name, span => spans.FirstOrDefault(parent => parent.SpanId == span.ParentSpanId)?.Name ?? span.ParentSpanId);
        Assert.Equal(new Dictionary<string, string> { ["exported"] = "job", ["unexported"] = "" }, parents);
    }

    [Theory]
    [InlineData(ActivitySamplingResult.None)]
    [InlineData(ActivitySamplingResult.PropagationData)]
    public void A_sampler_that_drops_it_outside_of_a_request_leaves_the_ambient_activity(ActivitySamplingResult sampling)
    {
        using var listener = new RecordedActivities([TracedLlmTelemetry.SourceName], sampling);
        using var noise = new Activity("exported by nobody").Start();

        using (LlmSpan.StartStage("work"))
        {
        }

        Assert.Same(noise, Activity.Current);
    }
}
