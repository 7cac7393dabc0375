using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Testing.Metrics;
using TracedLlm.Testing.Sockets;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Testing.Waiting;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Routes;

namespace TracedLlm.Tests.RequestLog;

/// <summary>What a request log receives: every request once, whatever its ending, sampled or not.</summary>
[Collection(ProcessWide.Name)]
public sealed class RequestLogTests
{
    private static readonly UpstreamAnswer Busy = UpstreamAnswer.Json(RecordedOpenAi.RateLimitError, 429);
    private static readonly UpstreamAnswer Good = UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion);

    private readonly RecordedRequests _requests = new();

    [Theory]
    [InlineData(Tracing.On)]
    [InlineData(Tracing.Unsampled)]
    [InlineData(Tracing.Off)]
    public async Task Each_request_is_logged_once_with_its_usage(Tracing tracing)
    {
        await using var upstream = await FakeUpstream.StartAsync(Busy, Good);
        await using var gateway = await RequestLogGateway.StartAsync(tracing, [_requests], upstream);

        foreach (var path in RequestLogGateway.Paths)
        {
            await Record.ExceptionAsync(() => gateway.AskAsync(path));
        }

        var spans = await gateway.StopAsync();
        Assert.Equal(
            [
                "Ok ChatCompletions 200 - gpt-4o 19/10",
                "Error Messages 500 System.InvalidOperationException gpt-4o /",
                "Refused Responses 401 401 gpt-4o /",
                "Blocked Completions 400 guardrail_intervened gpt-4o /",
                "Ok Embeddings 200 - gpt-4o 3/",
                "Ok Batches 200 - gpt-4o /",
            ],
            _requests.Lines);
        Assert.All(_requests.All, record => Assert.Equal(tracing == Tracing.On, record.IsSampled));
        Assert.Equal(tracing == Tracing.On, spans.Count > 0);
    }

    [Theory]
    [InlineData(Tracing.On)]
    [InlineData(Tracing.Unsampled)]
    [InlineData(Tracing.Off)]
    public async Task A_record_has_every_fact(Tracing tracing)
    {
        await using var upstream = await FakeUpstream.StartAsync(Busy, Good);
        await using var gateway = await RequestLogGateway.StartAsync(tracing, [_requests], upstream);

        await gateway.AskAsync(
            "/v1/chat/completions",
            "x-litellm-call-id: call-1",
            "x-litellm-session-id: session-1",
            "x-litellm-tags: a,b",
            "langfuse_trace_user_id: user-1",
            $"traceparent: {TestGateway.Caller}");

        await gateway.StopAsync();
        var record = Assert.Single(_requests.All);
        Assert.Equal(
            ("call-1", TestGateway.CallerTrace, "chat", "/v1/chat/completions"),
            (record.CallId, record.TraceId, record.Operation, record.Route));
        Assert.Equal(("gpt-4o-mini-2024-07-18", 8), (record.ResponseModel, record.Usage.CacheReadInputTokens));
        Assert.Equal(("batch", "t-1"), (record.Caller.KeyAlias, record.Caller.TeamId));
        Assert.Equal(("session-1", "user-1"), (record.SessionId, record.UserId));
        Assert.Equal(
            ["0 initial busy gpt 429 429", "1 retry good gpt 200 "],
            record.Attempts.Select(attempt => $"{attempt.Index} {attempt.Kind} {attempt.Model} {attempt.ModelGroup} {attempt.StatusCode} {attempt.ErrorType}"));
        Assert.InRange(record.Overhead, TimeSpan.Zero, record.Duration);
        Assert.Equal(record.Duration - record.Overhead, record.Attempts.Aggregate(TimeSpan.Zero, (sum, attempt) => sum + attempt.Duration));
        Assert.All(record.Attempts, attempt => Assert.InRange(attempt.StartTime, record.StartTime, record.StartTime + record.Duration));
    }

    [Fact]
    public async Task Stated_usage_and_cost_are_the_records()
    {
        var usage = new LlmUsage
        {
            InputTokens = 1,
            OutputTokens = 2,
            CacheReadInputTokens = 3,
            CacheCreationInputTokens = 4,
            OneHourCacheCreationInputTokens = 5,
            ReasoningOutputTokens = 6,
            AudioInputTokens = 7,
            CachedAudioInputTokens = 8,
            AudioOutputTokens = 9,
            AudioSeconds = 10.5,
            SearchUnits = 11,
            WebSearchRequests = 12,
        };
        await using var gateway = await RequestLogGateway.StartAsync(Tracing.Off, [_requests], routes: app => app.MapPost("/v1/rerank", [TracedLlmRoute] () =>
        {
            LlmTrace.Current!.SetUsage(usage);
            LlmTrace.Current!.SetCost(0.5, input: 0.2, output: 0.3);
        }));

        await gateway.AskAsync("/v1/rerank");

        await gateway.StopAsync();
        var record = Assert.Single(_requests.All);
        Assert.Equal(usage, record.Usage);
        Assert.Equal(new LlmCost { Total = 0.5, Input = 0.2, Output = 0.3 }, record.Cost);
        Assert.Null(record.IsCacheHit);
    }

    [Fact]
    public async Task A_cached_answer_has_no_usage()
    {
        await using var gateway = await RequestLogGateway.StartAsync(Tracing.Unsampled, [_requests], routes: app => app.MapPost("/v1/rerank", [TracedLlmRoute] () =>
        {
            LlmTrace.Current!.SetCacheHit(true);
            return Results.Text("""{"usage":{"total_tokens":3}}""", "application/json");
        }));

        await gateway.AskAsync("/v1/rerank");

        await gateway.StopAsync();
        var record = Assert.Single(_requests.All);
        Assert.True(record.IsCacheHit);
        Assert.Equal((new LlmUsage(), 0d), (record.Usage, record.Cost.Total));
    }

    [Theory]
    [InlineData(Tracing.On)]
    [InlineData(Tracing.Off)]
    public async Task A_caller_that_leaves_in_a_stream_is_logged_with_the_time_of_its_first_event(Tracing tracing)
    {
        await using var gateway = await RequestLogGateway.StartAsync(tracing, [_requests], routes: app => app.MapPost("/v1/audio/speech", [TracedLlmRoute] async (HttpContext http) =>
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
            caller.Reset();
        }

        await Eventually.BecomesTrueAsync(() => _requests.All.Count == 1);
        await gateway.StopAsync();
        var record = Assert.Single(_requests.All);
        Assert.Equal((LlmRequestOutcome.Cancelled, 499), (record.Outcome, record.StatusCode));
        Assert.InRange(record.TimeToFirstChunk!.Value, TimeSpan.Zero, record.Duration);
    }

    [Theory]
    [InlineData(Tracing.On)]
    [InlineData(Tracing.Off)]
    public async Task A_session_is_one_request(Tracing tracing)
    {
        await using var gateway = await RequestLogGateway.StartAsync(tracing, [_requests]);
        using var caller = new ClientWebSocket();
        await caller.ConnectAsync(new UriBuilder(gateway.Endpoint) { Scheme = "ws", Path = "/v1/realtime", Query = "model=gpt-realtime" }.Uri, CancellationToken.None);
        await caller.ReceiveAsync(new byte[16], CancellationToken.None);
        await caller.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        await gateway.StopAsync();
        Assert.Equal(["Ok Realtime 101 - gpt-realtime /"], _requests.Lines);
    }

    [Theory]
    [InlineData(Tracing.On)]
    [InlineData(Tracing.Off)]
    public async Task A_request_that_a_shutdown_ends_is_logged_before_the_shutdown_ends(Tracing tracing)
    {
        var entered = new TaskCompletionSource();
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Export = tracing != Tracing.Off,
            Before = builder =>
            {
                builder.Services.AddSingleton<ILlmRequestLog>(_requests);
                builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(1));
            },
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost("/v1/audio/speech", [TracedLlmRoute] async () =>
                {
                    entered.SetResult();
                    await Task.Delay(Timeout.Infinite, CancellationToken.None);
                });
            },
        });
        using var caller = await RawHttpConnection.ConnectAsync(gateway.Endpoint);
        await caller.PostJsonAsync("/v1/audio/speech", "{}");
        await entered.Task;

        await gateway.StopServerAsync();

        var record = Assert.Single(_requests.All);
        Assert.Equal((LlmRequestOutcome.Cancelled, (int?)null), (record.Outcome, record.StatusCode));
    }

    [Theory]
    [InlineData(Tracing.On)]
    [InlineData(Tracing.Off)]
    public async Task Actions_partial_handlers_and_pass_through_routes_are_logged_once(Tracing tracing)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Export = tracing != Tracing.Off,
            Before = builder =>
            {
                builder.Services.AddSingleton<ILlmRequestLog>(_requests);
                builder.Services.AddControllers().AddApplicationPart(typeof(ThrowingController).Assembly);
            },
            App = app =>
            {
                app.UseTracedLlm();
                app.MapControllers();
                app.MapPost("/openai/{**path}", [TracedLlmRoute] () => "passed");
            },
        });

        await gateway.AskAsync("/v1/moderations");
        await gateway.AskAsync("/v1/rerank");
        await gateway.AskAsync("/openai/v1/chat/completions");

        await gateway.StopAsync();
        Assert.Equal(["Moderations", "Rerank", "PassThrough"], _requests.All.Select(record => $"{record.Api}"));
    }

    [Fact]
    public async Task A_provider_gets_no_sampled_traceparent_of_a_request_that_is_not_sampled()
    {
        await using var upstream = await FakeUpstream.StartAsync(Busy, Good);
        await using var gateway = await RequestLogGateway.StartAsync(
            Tracing.Unsampled, [_requests], upstream, settings: new() { ["TracedLlm:ForwardTraceParentTo"] = "*" });

        await gateway.AskAsync("/v1/chat/completions", $"traceparent: {TestGateway.Caller}");

        await gateway.StopAsync();
        Assert.Equal(2, _requests.All.Single().Attempts.Count);
        Assert.All(upstream.Requests, request => Assert.False(request.Headers.ContainsKey("traceparent")));
    }

    [Fact]
    public async Task An_untraced_route_is_not_logged()
    {
        await using var gateway = await RequestLogGateway.StartAsync(Tracing.On, [_requests], routes: app => app.MapPost("/health", () => "fine"));

        await gateway.AskAsync("/health");

        await gateway.StopAsync();
        Assert.Empty(_requests.All);
    }

    [Fact]
    public async Task A_log_that_throws_is_counted_and_named_and_hurts_no_other()
    {
        using var counted = new CountedMeasurements("request_log.lost");
        using var lines = new RequestLogLines();
        await using var gateway = await RequestLogGateway.StartAsync(Tracing.On, [new BrokenLog(), _requests], logging: lines);

        Assert.Equal(200, (int)(await gateway.AskAsync("/v1/batches", "x-litellm-call-id: call-1")).Status);
        Assert.Equal(200, (int)(await gateway.AskAsync("/v1/batches", "x-litellm-call-id: call-2")).Status);

        await gateway.StopAsync();
        Assert.Equal(2, _requests.All.Count);
        Assert.Equal("request_log.lost exception 2", counted.ToString());
        Assert.Equal(
            [
                $"Error: {typeof(BrokenLog)} threw an exception for the request call-1, which it has not logged. The next requests go on to it. (no table)",
                $"Error: {typeof(BrokenLog)} threw an exception for the request call-2, which it has not logged. The next requests go on to it. (no table)",
            ],
            lines.Lines);
    }

    private sealed class BrokenLog : ILlmRequestLog
    {
        public ValueTask LogAsync(LlmRequestRecord request, CancellationToken cancellationToken) => throw new InvalidOperationException("no table");
    }
}
