using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Metrics;
using TracedLlm.Testing.Sockets;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.RequestLog;

namespace TracedLlm.Tests.Metrics;

/// <summary>What a backend receives of the meter: every request, whatever its ending, sampled or not.</summary>
[Collection(ProcessWide.Name)]
public sealed class RequestMetricsTests : IAsyncLifetime
{
    private static readonly UpstreamAnswer Busy = UpstreamAnswer.Json(RecordedOpenAi.RateLimitError, 429);
    private static readonly UpstreamAnswer Good = UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion);

    private MeteredProcess _meter = null!;

    public async Task InitializeAsync() => _meter = await MeteredProcess.StartAsync();

    public async Task DisposeAsync() => await _meter.DisposeAsync();

    [Theory]
    [InlineData(Tracing.On)]
    [InlineData(Tracing.Unsampled)]
    [InlineData(Tracing.Off)]
    public async Task Every_request_is_measured_whatever_its_ending(Tracing tracing)
    {
        await using var upstream = await FakeUpstream.StartAsync(Busy, Good);
        await using var gateway = await RequestLogGateway.StartAsync(tracing, [], upstream);

        foreach (var path in RequestLogGateway.Paths)
        {
            await Record.ExceptionAsync(() => gateway.AskAsync(path));
        }

        var spans = await gateway.StopAsync();
        Assert.Equal(tracing == Tracing.On, spans.Count > 0);
        var metrics = await _meter.CollectAsync();
        Assert.Equal(
            [
                "401 chat gpt-4o refused 1",
                "System.InvalidOperationException chat gpt-4o error 1",
                "batch gpt-4o ok 1",
                "chat gpt-4o gpt-4o-mini-2024-07-18 ok 1",
                "embeddings gpt-4o ok 1",
                "guardrail_intervened text_completion gpt-4o blocked 1",
            ],
            MeteredProcess.Lines(metrics, "gen_ai.server.request.duration"));
        Assert.Equal(["batch gpt-4o 1", "chat gpt-4o gpt-4o-mini-2024-07-18 1", "embeddings gpt-4o 1", "guardrail_intervened text_completion gpt-4o 1"], MeteredProcess.Lines(metrics, "gen_ai.client.operation.duration"));
        Assert.Equal(["chat gpt-4o gpt-4o-mini-2024-07-18 input 19", "chat gpt-4o gpt-4o-mini-2024-07-18 output 10", "embeddings gpt-4o input 3"], MeteredProcess.Lines(metrics, "gen_ai.client.token.usage"));
        Assert.Equal(["chat gpt-4o gpt-4o-mini-2024-07-18 cache_read 8"], MeteredProcess.Lines(metrics, "tracedllm.token.parts"));
        Assert.Equal(["429 chat initial error 1", "chat retry ok 1"], MeteredProcess.Lines(metrics, "tracedllm.attempts"));
        Assert.Equal(["429 chat initial error 1", "chat retry ok 1"], MeteredProcess.Lines(metrics, "tracedllm.attempt.duration"));
        Assert.Equal(["block pre_call pii guardrail_intervened 1"], MeteredProcess.Lines(metrics, "tracedllm.guardrail.duration"));
        Assert.Equal(["batch ok 1", "chat error 1", "chat ok 1", "chat refused 1", "embeddings ok 1", "text_completion blocked 1"], MeteredProcess.Lines(metrics, "tracedllm.request.overhead"));
        Assert.Equal(["0"], MeteredProcess.Lines(metrics, "tracedllm.requests.in_flight"));
    }

    [Theory]
    [InlineData(Tracing.On)]
    [InlineData(Tracing.Off)]
    public async Task A_stream_has_the_times_of_its_events(Tracing tracing)
    {
        await using var gateway = await StartAsync(tracing, app => app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (HttpContext http) =>
        {
            http.Response.ContentType = "text/event-stream";
            foreach (var data in new[] { """{"choices":[{"delta":{"content":"a"}}]}""", """{"choices":[{"delta":{"content":"b"}}]}""", """{"model":"gpt-4o-1","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":5}}""", "[DONE]" })
            {
                await http.Response.WriteAsync($"data: {data}\n\n");
                await http.Response.Body.FlushAsync();
            }
        }));

        await gateway.AskAsync("/v1/chat/completions");

        await gateway.StopAsync();
        var metrics = await _meter.CollectAsync();
        Assert.Equal(["chat gpt-4o 3"], MeteredProcess.Lines(metrics, "gen_ai.client.operation.time_per_output_chunk"));
        Assert.Equal(["chat gpt-4o gpt-4o-1 1"], MeteredProcess.Lines(metrics, "gen_ai.client.operation.time_to_first_chunk"));
        Assert.Equal(["chat gpt-4o gpt-4o-1 1"], MeteredProcess.Lines(metrics, "gen_ai.server.time_to_first_token"));
        Assert.Equal(["chat gpt-4o gpt-4o-1 1"], MeteredProcess.Lines(metrics, "gen_ai.server.time_per_output_token"));
        Assert.Equal(["chat gpt-4o gpt-4o-1 input 3", "chat gpt-4o gpt-4o-1 output 5"], MeteredProcess.Lines(metrics, "gen_ai.client.token.usage"));
    }

    [Fact]
    public async Task An_answer_that_is_not_streamed_has_no_times_of_events()
    {
        await using var gateway = await RequestLogGateway.StartAsync(Tracing.On, []);

        await gateway.AskAsync("/v1/embeddings");

        await gateway.StopAsync();
        var names = (await _meter.CollectAsync()).Select(metric => metric.Name).ToList();
        Assert.Contains("gen_ai.server.request.duration", names);
        Assert.DoesNotContain(names, name => name.Contains(".time_", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Tracing.On)]
    [InlineData(Tracing.Off)]
    public async Task A_caller_that_leaves_in_a_stream_is_measured_as_cancelled_and_not_as_a_first_token(Tracing tracing)
    {
        await using var gateway = await StartAsync(tracing, app => app.MapPost("/v1/audio/speech", [TracedLlmRoute] async (HttpContext http) =>
        {
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("data: {}\n\n");
            await http.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        }));
        using (var caller = await RawHttpConnection.ConnectAsync(gateway.Endpoint))
        {
            await caller.PostJsonAsync("/v1/audio/speech", "{}");
            await caller.ReadUntilAsync("data: {}");
            Assert.Equal(["1"], await _meter.CollectAsync("tracedllm.requests.in_flight"));
            caller.Reset();
        }

        await gateway.StopAsync();
        var metrics = await _meter.CollectAsync();
        Assert.Equal(["generate_content cancelled 1"], MeteredProcess.Lines(metrics, "gen_ai.server.request.duration"));
        Assert.Empty(MeteredProcess.Lines(metrics, "gen_ai.server.time_to_first_token"));
        Assert.Equal(["0"], MeteredProcess.Lines(metrics, "tracedllm.requests.in_flight"));
    }

    [Fact]
    public async Task A_request_that_arrived_before_the_listener_is_not_in_the_number_of_requests_in_flight()
    {
        await _meter.DisposeAsync();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var finish = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gateway = await StartAsync(Tracing.On, app =>
        {
            app.MapPost("/v1/rerank", [TracedLlmRoute] async () =>
            {
                entered.SetResult();
                await finish.Task;
            });
            app.MapPost("/v1/embeddings", [TracedLlmRoute] () => { });
        });
        var first = gateway.AskAsync("/v1/rerank");
        await entered.Task;

        _meter = await MeteredProcess.StartAsync();
        await gateway.AskAsync("/v1/embeddings");
        finish.SetResult();
        await first;

        await gateway.StopAsync();
        Assert.Equal(["0"], await _meter.CollectAsync("tracedllm.requests.in_flight"));
    }

    [Theory]
    [InlineData(Tracing.On)]
    [InlineData(Tracing.Off)]
    public async Task A_session_is_one_request(Tracing tracing)
    {
        await using var gateway = await RequestLogGateway.StartAsync(tracing, []);
        using var caller = new ClientWebSocket();
        await caller.ConnectAsync(new UriBuilder(gateway.Endpoint) { Scheme = "ws", Path = "/v1/realtime", Query = "model=gpt-realtime" }.Uri, CancellationToken.None);
        await caller.ReceiveAsync(new byte[16], CancellationToken.None);
        await caller.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        await gateway.StopAsync();
        Assert.Equal(["realtime gpt-realtime ok 1"], await _meter.CollectAsync("gen_ai.server.request.duration"));
    }

    [Theory]
    [InlineData(Tracing.On)]
    [InlineData(Tracing.Off)]
    public async Task A_cached_answer_costs_nothing_and_uses_no_tokens(Tracing tracing)
    {
        await using var gateway = await StartAsync(tracing, app => app.MapPost("/v1/rerank", [TracedLlmRoute] () =>
        {
            LlmTrace.Current!.SetCacheHit(true);
            return Results.Text("""{"usage":{"total_tokens":3}}""", "application/json");
        }));

        await gateway.AskAsync("/v1/rerank");

        await gateway.StopAsync();
        var metrics = await _meter.CollectAsync();
        Assert.Equal(["rerank gpt-4o 0"], MeteredProcess.Lines(metrics, "gen_ai.usage.cost"));
        Assert.Empty(MeteredProcess.Lines(metrics, "gen_ai.client.token.usage"));
    }

    [Fact]
    public async Task Stated_usage_and_cost_are_measured()
    {
        await using var gateway = await StartAsync(Tracing.Off, app => app.MapPost("/v1/rerank", [TracedLlmRoute] () =>
        {
            LlmTrace.Current!.SetUsage(new LlmUsage { InputTokens = 10, OutputTokens = 20, CacheReadInputTokens = 3, CacheCreationInputTokens = 4, ReasoningOutputTokens = 6 });
            LlmTrace.Current!.SetCost(0.5);
        }));

        await gateway.AskAsync("/v1/rerank");
        await gateway.AskAsync("/v1/rerank");

        await gateway.StopAsync();
        var metrics = await _meter.CollectAsync();
        Assert.Equal(["rerank gpt-4o 1"], MeteredProcess.Lines(metrics, "gen_ai.usage.cost"));
        Assert.Equal(["rerank gpt-4o input 20", "rerank gpt-4o output 40"], MeteredProcess.Lines(metrics, "gen_ai.client.token.usage"));
        Assert.Equal(["rerank gpt-4o cache_creation 8", "rerank gpt-4o cache_read 6", "rerank gpt-4o reasoning 12"], MeteredProcess.Lines(metrics, "tracedllm.token.parts"));
    }

    [Fact]
    public async Task Every_histogram_has_the_buckets_of_the_table_and_every_attribute_is_in_the_table()
    {
        await using var upstream = await FakeUpstream.StartAsync(Busy, Good);
        await using var gateway = await RequestLogGateway.StartAsync(Tracing.On, [], upstream);
        foreach (var path in RequestLogGateway.Paths)
        {
            await Record.ExceptionAsync(() => gateway.AskAsync(path));
        }

        await gateway.StopAsync();
        var rows = InstrumentTable.OfRequests.Concat(InstrumentTable.OfTracing).ToDictionary(row => row.Name);
        var metrics = (await _meter.CollectAsync()).Where(metric => rows.ContainsKey(metric.Name)).ToList();
        Assert.True(metrics.Count > 8);
        Assert.All(metrics, metric =>
        {
            var row = rows[metric.Name];
            Assert.Equal((row.Unit, row.Description), (metric.Unit, metric.Description));
            Assert.All(metric.Points, point =>
            {
                Assert.Equal(row.Buckets, point.Bounds);
                Assert.Empty(point.Attributes.Keys.Except(row.Attributes));
            });
        });
    }

    [Fact]
    public async Task A_request_is_recorded_only_while_somebody_listens()
    {
        await _meter.DisposeAsync();
        bool? isRecorded = null;
        await using var gateway = await StartAsync(Tracing.Off, app => app.MapPost("/v1/rerank", [TracedLlmRoute] () =>
        {
            isRecorded = LlmTrace.Current!.IsRecording;
        }));

        await gateway.AskAsync("/v1/rerank");
        Assert.False(isRecorded);

        _meter = await MeteredProcess.StartAsync();
        await gateway.AskAsync("/v1/rerank");
        Assert.True(isRecorded);

        await _meter.DisposeAsync();
        await gateway.AskAsync("/v1/rerank");
        Assert.False(isRecorded);
    }

    private static Task<TestGateway> StartAsync(Tracing tracing, Action<WebApplication> routes, Dictionary<string, string?>? settings = null) => TestGateway.StartAsync(new GatewaySetup
    {
        Export = tracing != Tracing.Off,
        Settings = new(settings ?? []) { ["OTEL_TRACES_SAMPLER"] = tracing == Tracing.Unsampled ? "always_off" : null },
        App = app =>
        {
            app.UseTracedLlm();
            routes(app);
        },
    });
}
