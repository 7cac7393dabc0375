using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TracedLlm.Requests;
using TracedLlm.Testing.Otlp;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Spans;

namespace TracedLlm.Tests.RequestLog;

/// <summary>The log scope of a traced request.</summary>
[Collection(ProcessWide.Name)]
public sealed partial class LogScopeTests
{
    private readonly ScopedLines _lines = new();

    [Fact]
    public async Task Values_appear_when_they_become_known()
    {
        await using var gateway = await StartAsync(Tracing.On, app => app.MapPost("/v1/chat/completions", [TracedLlmRoute] (ILogger<LogScopeTests> logger) =>
        {
            Write(logger, "before");
            LlmTrace.Current!.SetCaller(new LlmCaller { KeyAlias = "batch", TeamId = "t-1", TeamAlias = "search" });
            using var stage = LlmSpan.StartStage("rate_limit");
            Write(logger, "after");
        }));

        await gateway.AskAsync("/v1/chat/completions", "x-litellm-call-id: call-1", "x-litellm-session-id: session-1");

        var spans = await gateway.StopAsync();
        var (root, stage) = (spans.Single(span => span.Kind == ReceivedSpanKind.Server), spans.Single(span => span.Name == "rate_limit"));
        Assert.Equal(
            [
                $"before: TraceId:{root.TraceId}, SpanId:{root.SpanId}, litellm.call_id:call-1, gen_ai.request.model:gpt-4o, session.id:session-1",
                $"after: TraceId:{root.TraceId}, SpanId:{stage.SpanId}, litellm.call_id:call-1, gen_ai.request.model:gpt-4o, session.id:session-1, litellm.api_key.alias:batch, litellm.team.id:t-1, litellm.team.alias:search",
            ],
            _lines.Lines);
    }

    [Fact]
    public async Task A_callers_model_makes_no_lines_of_its_own_and_no_long_ones()
    {
        await using var gateway = await StartAsync(Tracing.On, app => app.MapPost("/v1/chat/completions", [TracedLlmRoute] (ILogger<LogScopeTests> logger) => Write(logger, "line")));
        foreach (var model in new[] { """x\nfail: forged\u0085\u001b[2J""", new string('m', 1_000) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
            {
                Content = new StringContent($$"""{"model":"{{model}}"}""", null, "application/json"),
            };
            await gateway.SendAsync(request, []);
        }

        await gateway.StopAsync();
        Assert.Equal(
            ["gen_ai.request.model:x\ufffdfail: forged\ufffd\ufffd[2J", $"gen_ai.request.model:{new string('m', 200)}"],
            _lines.Lines.Select(line => line[line.IndexOf("gen_ai", StringComparison.Ordinal)..]));
    }

    [Fact]
    public async Task The_line_of_a_failure_has_it_after_the_pipeline_has_ended()
    {
        await using var gateway = await StartAsync(Tracing.On, app => app.MapPost("/v1/chat/completions", [TracedLlmRoute] () => Results.StatusCode(401)));

        await gateway.AskAsync("/v1/chat/completions", "x-litellm-call-id: call-1");

        var root = (await gateway.StopAsync()).Single(span => span.Kind == ReceivedSpanKind.Server);
        Assert.Equal(
            [$"The request was refused: ChatCompletions /v1/chat/completions 401 401: TraceId:{root.TraceId}, SpanId:{root.SpanId}, litellm.call_id:call-1, gen_ai.request.model:gpt-4o"],
            _lines.Lines);
    }

    [Fact]
    public async Task A_request_that_is_not_sampled_has_all_of_it()
    {
        await using var gateway = await StartAsync(Tracing.Unsampled, app => app.MapPost("/v1/chat/completions", [TracedLlmRoute] (ILogger<LogScopeTests> logger) => Write(logger, "line")));

        await gateway.AskAsync("/v1/chat/completions", "x-litellm-call-id: call-1", "x-litellm-session-id: session-1");

        await gateway.StopAsync();
        Assert.Matches("^line: TraceId:[0-9a-f]{32}, SpanId:[0-9a-f]{16}, litellm.call_id:call-1, gen_ai.request.model:gpt-4o, session.id:session-1$", Assert.Single(_lines.Lines));
    }

    [Fact]
    public async Task Without_tracing_it_has_what_the_gateway_states()
    {
        await using var gateway = await StartAsync(Tracing.Off, app => app.MapPost("/v1/chat/completions", [TracedLlmRoute] (ILogger<LogScopeTests> logger) =>
        {
            LlmTrace.Current!.SetCaller(new LlmCaller { KeyAlias = "batch" });
            Write(logger, "line");
        }));

        await gateway.AskAsync("/v1/chat/completions", "x-litellm-call-id: call-1");

        await gateway.StopAsync();
        Assert.Equal(["line: litellm.call_id:call-1, litellm.api_key.alias:batch"], _lines.Lines);
    }

    [Fact]
    public async Task An_error_handler_in_front_of_the_trace_has_it()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Before = builder => builder.Logging.AddProvider(_lines),
            App = app =>
            {
                app.UseExceptionHandler(errors =>
                {
                    errors.UseTracedLlm();
                    errors.Run(http =>
                    {
                        var logger = http.RequestServices.GetRequiredService<ILogger<LogScopeTests>>();
                        Write(logger, "sorry");
                        return Task.CompletedTask;
                    });
                });
                app.UseRouting();
                app.UseTracedLlm();
                app.MapPost("/v1/chat/completions", [TracedLlmRoute] (HttpContext _) => Task.FromException(new InvalidOperationException("boom")));
            },
        });

        await gateway.AskAsync("/v1/chat/completions", "x-litellm-call-id: call-1");

        await gateway.StopAsync();
        Assert.Matches("^sorry: TraceId:[0-9a-f]{32}, SpanId:[0-9a-f]{16}, litellm.call_id:call-1, gen_ai.request.model:gpt-4o$", _lines.Lines.First());
    }

    [Theory]
    [InlineData("/health", "true")]
    [InlineData("/v1/chat/completions", "false")]
    public async Task Lines_of_other_routes_and_with_the_setting_off_have_none(string path, string setting)
    {
        await using var gateway = await StartAsync(
            Tracing.On,
            app =>
            {
                app.MapPost("/health", (ILogger<LogScopeTests> logger) => Write(logger, "line"));
                app.MapPost("/v1/chat/completions", [TracedLlmRoute] (ILogger<LogScopeTests> logger) => Write(logger, "line"));
            },
            setting);

        await gateway.AskAsync(path);

        await gateway.StopAsync();
        Assert.Equal(["line: "], _lines.Lines);
    }

    [Fact]
    public void A_scope_that_no_provider_takes_allocates_nothing()
    {
        using var loggers = new LoggerFactory([new RequestLogLines()]);
        var request = UnrecordedRequests.Open(new RequestServices { ScopeLogger = loggers.CreateLogger("TracedLlm.RequestLog") });
        var before = 0L;
        for (var i = 0; i < 2_000; i++)
        {
            before = i == 1_000 ? GC.GetAllocatedBytesForCurrentThread() : before;
            RequestScope.Begin(request)?.Dispose();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Text}")]
    private static partial void Write(ILogger logger, string text);

    private Task<TestGateway> StartAsync(Tracing tracing, Action<WebApplication> routes, string? setting = null) => TestGateway.StartAsync(new GatewaySetup
    {
        Export = tracing != Tracing.Off,
        Settings =
        {
            ["TracedLlm:LogScopes"] = setting ?? "true",
            ["OTEL_TRACES_SAMPLER"] = tracing == Tracing.Unsampled ? "always_off" : null,
        },
        Before = builder => builder.Logging.AddProvider(_lines),
        App = app =>
        {
            app.UseTracedLlm();
            routes(app);
        },
    });

    /// <summary>The lines of the gateway and of its failures, each with the values of the request's scope.</summary>
    private sealed class ScopedLines : ILoggerProvider, ISupportExternalScope
    {
        private readonly ConcurrentQueue<string> _lines = new();
        private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

        public IReadOnlyCollection<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => new Lined(this, categoryName == "TracedLlm.Failures" || categoryName == typeof(LogScopeTests).FullName);

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public void Dispose()
        {
        }

        private void Add(string line)
        {
            List<string> scopes = [];
            _scopes.ForEachScope(static (scope, scopes) =>
            {
                if (scope is IReadOnlyList<KeyValuePair<string, object?>> values && values.Any(static value => value.Key == "litellm.call_id"))
                {
                    scopes.Add(scope.ToString()!);
                }
            }, scopes);
            _lines.Enqueue($"{line}: {string.Join(" | ", scopes)}");
        }

        private sealed class Lined(ScopedLines lines, bool isShown) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                if (isShown)
                {
                    lines.Add(formatter(state, exception));
                }
            }
        }
    }
}
