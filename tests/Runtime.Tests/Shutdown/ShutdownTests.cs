using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TracedLlm.Testing.Metrics;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Sockets;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Testing.Waiting;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Shutdown;

/// <summary>An application that stops with requests in flight loses no trace.</summary>
[Collection(ProcessWide.Name)]
public sealed class ShutdownTests
{
    private const string Cancelled =
        """
        Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=cancelled}
        ├─ handler  {litellm.outcome=cancelled}
        └─ litellm_request  {litellm.outcome=cancelled}
           └─ chat claude [CLIENT]  {litellm.outcome=cancelled}
        """;

    /// <summary>A deadline that has passed when the requests are waited for.</summary>
    private static readonly TimeSpan Passed = TimeSpan.FromMilliseconds(1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Requests_in_flight_are_waited_for(bool http2)
    {
        var entered = new TaskCompletionSource();
        await using var gateway = await StartAsync(Patience.Default, http2, async http =>
        {
            using var attempt = LlmSpan.StartCall("claude");
            entered.SetResult();
            await Stopping(http);
            await http.Response.WriteAsync("hello");
        });
        var answer = gateway.PostAsync("/v1/messages");
        await entered.Task;

        await gateway.StopServerAsync();

        Assert.Equal("hello", (await answer).Body);
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=ok}
            └─ litellm_request
               └─ chat claude [CLIENT]
            """,
            await gateway.StopAndPrintAsync());
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public async Task After_the_deadline_they_end_as_cancelled_whether_their_handlers_care_or_not(bool http2, bool handlerCares)
    {
        var forever = new TaskCompletionSource();
        using var counts = new CountedMeasurements("requests.in_flight", "spans.repaired");
        await using var gateway = await StartAsync(Passed, http2, async http =>
        {
            using var stage = LlmSpan.StartStage("handler");
            using var attempt = LlmSpan.StartCall("claude");
            try
            {
                await http.Response.WriteAsync("data: {}\n\n");
                await http.Response.Body.FlushAsync();
                await (handlerCares ? Task.Delay(Timeout.Infinite, http.RequestAborted) : forever.Task);
            }
            catch (Exception exception) when (attempt.RecordException(exception) || stage.RecordException(exception))
            {
                throw;
            }
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages")
        {
            Version = gateway.Client.DefaultRequestVersion,
            VersionPolicy = gateway.Client.DefaultVersionPolicy,
        };
        using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        await gateway.StopServerAsync();

        Assert.Equal(Cancelled, await gateway.StopAndPrintAsync());
        Assert.Equal("requests.in_flight 0", counts.ToString());
        forever.SetResult();
    }

    [Fact]
    public async Task A_request_that_was_not_answered_at_all_has_no_status()
    {
        var entered = new TaskCompletionSource();
        await using var gateway = await StartAsync(Passed, http2: false, http =>
        {
            entered.SetResult();
            return Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        var answer = Record.ExceptionAsync(() => gateway.PostAsync("/v1/messages"));
        await entered.Task;

        await gateway.StopServerAsync();

        Assert.IsType<HttpRequestException>(await answer);
        Assert.Equal("Received Proxy Server Request [SERVER]  {litellm.outcome=cancelled}", await gateway.StopAndPrintAsync());
    }

    [Fact]
    public async Task Response_data_of_provider_and_gateway_received_before_the_shutdown_is_kept()
    {
        var never = new TaskCompletionSource();
        await using var upstream = await FakeUpstream.StartAsync(
            UpstreamAnswer.Sse([.. RecordedAnthropic.MessageStream.HeldBefore(RecordedAnthropic.MessageStream.Count - 1, never)]));
        using var client = new HttpClient { BaseAddress = upstream.Endpoint };
        var forever = new TaskCompletionSource();
        await using var gateway = await StartAsync(Passed, http2: false, async http =>
        {
            var span = LlmSpan.StartCall("claude");
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages");
            var answer = await span.EndWith(client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead));
            http.Response.ContentType = "text/event-stream";
            await answer.Content.CopyToAsync(http.Response.Body);
            await forever.Task;
        });
        using var caller = await RawHttpConnection.ConnectAsync(gateway.Endpoint);
        await caller.PostJsonAsync("/v1/messages", "{}");
        await caller.ReadUntilAsync("\"output_tokens\":15");

        var tree = await gateway.StopAndPrintAsync("litellm.outcome", "gen_ai.usage", "error.type");

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {litellm.outcome=cancelled}
            └─ litellm_request  {gen_ai.usage.cache_creation.input_tokens=0, gen_ai.usage.cache_read.input_tokens=8, gen_ai.usage.input_tokens=33, gen_ai.usage.output_tokens=15, litellm.outcome=cancelled}
               └─ chat claude [CLIENT]  {litellm.outcome=cancelled}
            """,
            tree);
        forever.SetResult();
    }

    [Fact]
    public async Task Response_data_that_only_the_gateway_wrote_before_the_shutdown_is_kept()
    {
        var forever = new TaskCompletionSource();
        await using var gateway = await StartAsync(Passed, http2: false, async http =>
        {
            LlmSpan.StartCall("claude");
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync(RecordedAnthropic.MessageStream.Take(4).ToText());
            await http.Response.Body.FlushAsync();
            await forever.Task;
        });
        using var caller = await RawHttpConnection.ConnectAsync(gateway.Endpoint);
        await caller.PostJsonAsync("/v1/messages", "{}");
        await caller.ReadUntilAsync("Hello");

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]
            └─ litellm_request  {gen_ai.usage.input_tokens=33}
               └─ chat claude [CLIENT]
            """,
            await gateway.StopAndPrintAsync("gen_ai.usage.input_tokens"));
        forever.SetResult();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_that_its_caller_leaves_before_the_deadline_is_the_callers_doing(bool leaves)
    {
        var entered = new TaskCompletionSource();
        await using var gateway = await StartAsync(leaves ? Patience.Default : Passed, http2: false, async http =>
        {
            await http.Response.Body.FlushAsync();
            entered.SetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        using var caller = await RawHttpConnection.ConnectAsync(gateway.Endpoint);
        await caller.PostJsonAsync("/v1/messages", "{}");
        await entered.Task;
        if (leaves)
        {
            caller.Reset();
        }

        Assert.Equal(
            $"Received Proxy Server Request [SERVER]  {{http.response.status_code={(leaves ? 499 : 200)}, litellm.outcome=cancelled}}",
            await gateway.StopAndPrintAsync());
    }

    [Fact]
    public async Task A_caller_that_had_everything_had_a_completed_request()
    {
        var forever = new TaskCompletionSource();
        await using var gateway = await StartAsync(Passed, http2: false, async http =>
        {
            http.Response.ContentLength = 5;
            await http.Response.WriteAsync("hello");
            await forever.Task;
        });

        Assert.Equal("hello", (await gateway.PostAsync("/v1/messages")).Body);
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=ok}
            └─ litellm_request
            """,
            await gateway.StopAndPrintAsync());
        forever.SetResult();
    }

    [Fact]
    public async Task TestServer_stops_without_waiting_for_requests()
    {
        var forever = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            TestServer = true,
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost("/v1/messages", [TracedLlmRoute] async () =>
                {
                    LlmSpan.StartStage("handler");
                    entered.SetResult();
                    await forever.Task;
                });
            },
        });
        var answer = Record.ExceptionAsync(() => gateway.PostAsync("/v1/messages"));
        await entered.Task;

        await gateway.StopServerAsync();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {litellm.outcome=cancelled}
            └─ handler  {litellm.outcome=cancelled}
            """,
            await gateway.StopAndPrintAsync());
        forever.SetResult();
        await answer;
    }

    [Fact]
    public async Task Late_work_that_does_not_end_is_cancelled()
    {
        var forever = new TaskCompletionSource();
        var started = new TaskCompletionSource();
        await using var gateway = await StartAsync(Patience.Default, http2: false, http =>
        {
            var trace = LlmTrace.Current!;
            _ = Task.Run(async () =>
            {
                while (!trace.IsCompleted)
                {
                    await Task.Yield();
                }

                using var late = LlmSpan.StartStage("log_to_database");
                started.SetResult();
                await forever.Task;
            });
            return Task.CompletedTask;
        });
        await gateway.PostAsync("/v1/messages");
        await started.Task;

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=ok}
            ├─ litellm_request
            └─ log_to_database  {litellm.late=true, litellm.outcome=cancelled}
            """,
            await gateway.StopAndPrintAsync());
        forever.SetResult();
    }

    /// <summary>
    /// A thread that was suspended between the removal of its span and the span's stop: another thread ends the request, and the
    /// application waits for the span. The listener stands for the suspension, because listeners run in the order of their registration.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_span_that_another_thread_is_stopping_is_waited_for(bool isLate)
    {
        using var isStopping = new ManualResetEventSlim();
        using var rootHasStopped = new ManualResetEventSlim();
        using var isWaitedFor = new ManualResetEventSlim();
        var name = isLate ? "log_to_database" : "chat claude";
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "TracedLlm",
            ActivityStopped = activity =>
            {
                if (activity.OperationName == "Received Proxy Server Request")
                {
                    rootHasStopped.Set();
                }
                else if (activity.DisplayName == name)
                {
                    isStopping.Set();
                    rootHasStopped.Wait();
                    isWaitedFor.Wait();
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        var forever = new TaskCompletionSource();
        await using var gateway = await StartAsync(Passed, http2: false, async http =>
        {
            var trace = LlmTrace.Current!;
            if (isLate)
            {
                _ = Task.Run(() =>
                {
                    SpinWait.SpinUntil(() => trace.IsCompleted);
                    LlmSpan.StartStage(name).Dispose();
                });
                return;
            }

            // A thread of its own, because the application must not wait for the handler.
            _ = Task.Run(() => LlmSpan.StartCall("claude").Dispose());
            await forever.Task;
        });
        var answer = Record.ExceptionAsync(() => gateway.PostAsync("/v1/messages"));
        isStopping.Wait();

        // The application blocks the thread that stops it and reads the clock while it waits; one that does not wait stops.
        var stopped = Task.Run(() => gateway.StopAndPrintAsync());
        await Eventually.BecomesTrueAsync(() => stopped.IsCompleted || gateway.Clock.Reads > 10);
        isWaitedFor.Set();

        Assert.Equal(
            isLate
                ? """
                  Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=ok}
                  ├─ litellm_request
                  └─ log_to_database  {litellm.late=true}
                  """
                : """
                  Received Proxy Server Request [SERVER]  {litellm.outcome=cancelled}
                  └─ litellm_request  {litellm.outcome=cancelled}
                     └─ chat claude [CLIENT]
                  """,
            await stopped);
        forever.SetResult();
        await answer;
    }

    [Fact]
    public async Task An_application_that_stops_leaves_the_requests_of_others_alone()
    {
        var forever = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        await using var other = await StartAsync(Patience.Default, http2: false, async http =>
        {
            entered.SetResult();
            await forever.Task;
            await http.Response.WriteAsync("hello");
        });
        var answer = other.PostAsync("/v1/messages");
        await entered.Task;
        await using var gateway = await StartAsync(
            Patience.Default, http2: false, _ => Task.CompletedTask, TraceChecks.All with { Account = false });

        await gateway.StopAsync();
        forever.SetResult();

        Assert.Equal("hello", (await answer).Body);
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=ok}
            └─ litellm_request
            """,
            await other.StopAndPrintAsync());
    }

    [Fact]
    public async Task An_ended_request_is_not_kept_alive()
    {
        var traces = new List<WeakReference>();
        await using var gateway = await StartAsync(Patience.Default, http2: false, _ =>
        {
            traces.Add(new WeakReference(LlmTrace.Current));
            return Task.CompletedTask;
        });
        for (var i = 0; i < 20; i++)
        {
            await gateway.PostAsync("/v1/messages");
        }

        // The last ones may still be on a connection's thread, or in its pooled context.
        await Eventually.BecomesTrueAsync(
            () =>
            {
                GC.Collect();
                return traces.Count(trace => trace.IsAlive) <= 3;
            },
            static () => "The requests are kept.");
    }

    private static Task Stopping(HttpContext http)
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);
        return stopping.Task;
    }

    private static Task<TestGateway> StartAsync(
        TimeSpan deadline, bool http2, RequestDelegate handler, TraceChecks? checks = null) => TestGateway.StartAsync(new GatewaySetup
        {
            Checks = checks ?? TraceChecks.All,
            Http2 = http2,
            Before = builder => builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = deadline),
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost("/v1/messages", handler).WithMetadata(new TracedLlmRouteAttribute());
            },
        });
}
