using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TracedLlm.Testing.Sockets;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Failures;

/// <summary>The calls of failure logs: their time and their content.</summary>
[Collection(ProcessWide.Name)]
public sealed class FailureLogTests
{
    private readonly RecordedFailures _failures = new();

    public enum Tracing
    {
        On,
        Off,
        Unsampled,
    }

    [Theory]
    [InlineData(Tracing.On)]
    [InlineData(Tracing.Off)]
    [InlineData(Tracing.Unsampled)]
    public async Task Each_failed_request_is_logged_once(Tracing tracing)
    {
        await using var gateway = await StartAsync(tracing);

        foreach (var path in new[] { "/v1/messages", "/v1/completions", "/v1/responses", "/v1/embeddings", "/v1/rerank", "/v1/chat/completions" })
        {
            await Record.ExceptionAsync(() => gateway.PostAsync(path));
        }

        await gateway.StopAsync();
        Assert.Equal(
            [
                "Error Messages /v1/messages 500 System.InvalidOperationException",
                "Error Completions /v1/completions 200 System.InvalidOperationException",
                "Refused Responses /v1/responses 429 429",
                "Blocked Embeddings /v1/embeddings 200 guardrail_intervened",
                "Blocked Rerank /v1/rerank 200 guardrail_intervened",
            ],
            _failures.Lines);
        Assert.Equal(["boom", "boom", null, null, "no"], _failures.All.Select(failure => failure.Exception?.Message));
        Assert.Equal([false, false, true, true, true], _failures.All.Select(failure => failure.IsExpected));
    }

    [Theory]
    [InlineData(Tracing.On)]
    [InlineData(Tracing.Off)]
    [InlineData(Tracing.Unsampled)]
    public async Task A_request_refused_before_the_trace_middleware_is_logged(Tracing tracing)
    {
        await using var gateway = await StartAsync(tracing, app =>
        {
            app.UseRouting();
            app.Use((HttpContext http, RequestDelegate _) => Task.FromResult(http.Response.StatusCode = 401));
            app.UseTracedLlm();
        });

        await gateway.PostAsync("/v1/messages");

        await gateway.StopAsync();
        Assert.Equal(["Refused Messages /v1/messages 401 401"], _failures.Lines);
    }

    [Theory]
    [InlineData(Tracing.On)]
    [InlineData(Tracing.Off)]
    public async Task A_caller_that_leaves_is_no_failure(Tracing tracing)
    {
        var entered = new TaskCompletionSource();
        await using var gateway = await StartAsync(tracing, app =>
        {
            app.UseTracedLlm();
            app.MapPost("/v1/audio/speech", [TracedLlmRoute] async (HttpContext http) =>
            {
                entered.SetResult();
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
            });
        });
        using var caller = await RawHttpConnection.ConnectAsync(gateway.Endpoint);
        await caller.PostJsonAsync("/v1/audio/speech", "{}");
        await entered.Task;

        caller.Reset();

        await gateway.StopAsync();
        Assert.Empty(_failures.Lines);
    }

    [Fact]
    public async Task Attributes_can_still_be_set_and_spans_be_started()
    {
        await using var gateway = await StartAsync(Tracing.On, logs: [new TaggingLog()]);

        await gateway.PostAsync("/v1/embeddings");

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "Blocked by the guardrail 'pii'"  {app.billed=false, app.owner=blue}
            ├─ litellm_request ERROR "Blocked by the guardrail 'pii'"  {app.owner=blue, app.reason=policy}
            │  └─ guardrail  {app.owner=blue}
            ├─ audit  {app.owner=blue}
            └─ Failed Proxy Server Request ERROR "Blocked by the guardrail 'pii'"  {app.owner=blue}
            """,
            await gateway.StopAndPrintAsync("app."));
    }

    [Fact]
    public async Task A_log_that_throws_is_counted_and_changes_nothing()
    {
        using var counted = new MeterListener();
        long count = 0;
        counted.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "tracedllm.failure_log.failures")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        counted.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref count, value));
        counted.Start();
        await using var gateway = await StartAsync(Tracing.On, logs: [new BrokenLog()]);

        await gateway.PostAsync("/v1/responses");

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "The gateway answered 429 Too Many Requests."  {error.type="429", http.response.status_code=429, litellm.outcome=refused}
            └─ Failed Proxy Server Request ERROR "The gateway answered 429 Too Many Requests."  {error.type="429"}
            """,
            await gateway.StopAndPrintAsync());
        Assert.Equal(["Refused Responses /v1/responses 429 429"], _failures.Lines);
        Assert.Equal(1, Interlocked.Read(ref count));
    }

    [Fact]
    public async Task The_gateways_own_log_has_exceptions_of_errors_alone()
    {
        using var lines = new FailureLines();
        await using var gateway = await StartAsync(Tracing.Off, logging: lines);

        foreach (var path in new[] { "/v1/messages", "/v1/responses", "/v1/rerank", "/v1/chat/completions" })
        {
            await gateway.PostAsync(path);
        }

        await gateway.StopAsync();
        Assert.Equal(
            [
                "Error: The request failed: Messages /v1/messages 500 System.InvalidOperationException (boom)",
                "Information: The request was refused: Responses /v1/responses 429 429",
                "Warning: A guardrail blocked the request: Rerank /v1/rerank 200",
            ],
            lines.Lines);
    }

    [Fact]
    public async Task A_providers_4xx_that_is_passed_on_is_logged_without_an_exception()
    {
        using var lines = new FailureLines();
        await using var gateway = await StartAsync(Tracing.On, logging: lines, pipeline: app =>
        {
            app.UseTracedLlm();
            app.MapPost("/v1/moderations", [TracedLlmRoute] () =>
            {
                LlmSpan.StartCall("omni").End();
                return Results.StatusCode(429);
            });
        });

        await gateway.PostAsync("/v1/moderations");

        await gateway.StopAsync();
        Assert.Equal(["Warning: The request failed, and the caller received a 4xx: Moderations /v1/moderations 429 429"], lines.Lines);
        Assert.Equal(["Error Moderations /v1/moderations 429 429"], _failures.Lines);
    }

    [Theory]
    [InlineData(Tracing.On)]
    [InlineData(Tracing.Off)]
    public async Task A_503_with_Retry_After_is_logged_as_a_refusal_without_its_exception(Tracing tracing)
    {
        using var lines = new FailureLines();
        await using var gateway = await StartAsync(tracing, logging: lines, pipeline: app =>
        {
            app.UseRouting();
            app.Use((HttpContext http, RequestDelegate _) =>
            {
                http.Features.Set<IExceptionHandlerFeature>(new ExceptionHandlerFeature { Error = new InvalidOperationException("too many"), Endpoint = http.GetEndpoint(), Path = http.Request.Path });
                http.Response.Headers.RetryAfter = "1";
                http.Response.StatusCode = 503;
                return Task.CompletedTask;
            });
            app.UseTracedLlm();
        });

        await gateway.PostAsync("/v1/messages");

        await gateway.StopAsync();
        Assert.Equal(["Information: The request was refused: Messages /v1/messages 503 System.InvalidOperationException"], lines.Lines);
        Assert.True(Assert.Single(_failures.All).IsExpected);
    }

    private async Task<TestGateway> StartAsync(
        Tracing tracing,
        Action<WebApplication>? pipeline = null,
        ILoggerProvider? logging = null,
        ILlmFailureLog[]? logs = null) => await TestGateway.StartAsync(new GatewaySetup
        {
            Export = tracing != Tracing.Off,
            Settings = { ["OTEL_TRACES_SAMPLER"] = tracing == Tracing.Unsampled ? "always_off" : null },
            Before = builder =>
            {
                foreach (var log in logs ?? [])
                {
                    builder.Services.AddSingleton(log);
                }

                builder.Services.AddSingleton<ILlmFailureLog>(_failures);
                if (logging is not null)
                {
                    builder.Logging.AddProvider(logging);
                }
            },
            App = app =>
            {
                (pipeline ?? (static app => app.UseTracedLlm()))(app);
                app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext _) => Fail());
                app.MapPost("/v1/completions", [TracedLlmRoute] async (HttpContext http) =>
                {
                    await http.Response.WriteAsync("half");
                    await http.Response.Body.FlushAsync();
                    await Fail();
                });
                app.MapPost("/v1/responses", [TracedLlmRoute] () => Results.StatusCode(429));
                app.MapPost("/v1/embeddings", [TracedLlmRoute] () => ThrowingGuardrails.DecideAsync(GuardrailOutcome.Blocked()));
                app.MapPost("/v1/rerank", [TracedLlmRoute] async () =>
                {
                    await Assert.ThrowsAsync<InvalidOperationException>(() => ThrowingGuardrails.ThrowAsync(new InvalidOperationException("no")));
                    return "I cannot help with that.";
                });
                app.MapPost("/v1/chat/completions", [TracedLlmRoute] () => ThrowingGuardrails.DecideAsync(GuardrailOutcome.Masked(1)));
            },
        });

    private static Task Fail() => throw new InvalidOperationException("boom");

    private sealed class TaggingLog : ILlmFailureLog
    {
        public void Log(LlmFailure failure)
        {
            failure.Trace.SetRootTag("app.billed", false);
            failure.Trace.SetRequestTag("app.reason", "policy");
            failure.Trace.SetTraceTag("app.owner", "blue");
            LlmSpan.StartStage("audit").End();
        }
    }

    private sealed class BrokenLog : ILlmFailureLog
    {
        public void Log(LlmFailure failure) => throw new InvalidOperationException("full");
    }
}
