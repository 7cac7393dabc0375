using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using TracedLlm.Export.Tests.Setup;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Signals;

/// <summary>Log records are sent by the standard variables, with the ids of the spans that are exported.</summary>
[Collection(ProcessWide.Name)]
public sealed partial class LogsExportTests
{
    [Fact]
    public async Task The_records_of_a_request_carry_the_ids_of_its_exported_spans()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await RunAsync(receiver, async (http, logger) =>
        {
            Line(logger, "root");
            using (LlmSpan.StartStage("rate_limit"))
            {
                Line(logger, "stage");
            }

            using (LlmSpan.StartCall("claude"))
            {
                Line(logger, "attempt");

                // The activity of an HTTP client that nothing listens to.
                using (new Activity("System.Net.Http.HttpRequestOut").Start())
                {
                    Line(logger, "client");
                }
            }

            await http.Response.WriteAsync("hello");
        });

        AssertSpan(receiver, "root", "Received Proxy Server Request");
        AssertSpan(receiver, "stage", "rate_limit");
        AssertSpan(receiver, "attempt", "chat claude");
        AssertSpan(receiver, "client", "chat claude");
        var record = Record(receiver, "attempt");
        Assert.Equal((9, "Information", "category", 1u), (record.SeverityNumber, record.SeverityText, record.ScopeName, record.Flags));
        Assert.Equal("attempt", record.Attributes["Name"]);
        Assert.Equal(receiver.Spans[0].Resource.ToString(), record.Resource.ToString());
    }

    [Fact]
    public async Task Records_of_work_that_outlives_its_request_carry_its_trace()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var ended = new TaskCompletionSource();
        var work = Task.CompletedTask;
        await RunAsync(
            receiver,
            (http, logger) =>
            {
                var trace = LlmTrace.Current!;
                using (LlmSpan.StartCall("claude"))
                {
                    work = Task.Run(async () =>
                    {
                        await ended.Task;
                        Line(logger, "flowed");
                    });
                }

                using (ExecutionContext.SuppressFlow())
                {
                    work = Task.WhenAll(work, Task.Run(async () =>
                    {
                        await ended.Task;
                        Line(logger, "outside");
                        using (trace.Use())
                        {
                            Line(logger, "captured");
                        }
                    }));
                }

                return http.Response.WriteAsync("hello");
            },
            after: async () =>
            {
                ended.SetResult();
                await work;
            });

        AssertSpan(receiver, "flowed", "chat claude");
        AssertSpan(receiver, "captured", "Received Proxy Server Request");
        Assert.Equal("", Record(receiver, "outside").TraceId);
    }

    [Fact]
    public async Task Records_of_an_unsampled_request_are_not_marked_as_sampled()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var trace = "";
        await RunAsync(
            receiver,
            (http, logger) =>
            {
                trace = LlmTrace.Current!.Context.TraceId.ToHexString();
                Line(logger, "root");
                return http.Response.WriteAsync("hello");
            },
            new() { ["OTEL_TRACES_SAMPLER"] = "always_off" });

        Assert.Empty(receiver.Spans);
        Assert.Equal((trace, 0u), (Record(receiver, "root").TraceId, Record(receiver, "root").Flags));
    }

    [Fact]
    public async Task A_refused_caller_has_its_records_in_the_trace_that_shows_its_request()
    {
        const string Named = "0af7651916cd43dd8448eb211c80319c";
        await using var receiver = await OtlpReceiver.StartAsync();
        LlmTrace? trace = null;
        ILogger? log = null;
        await RunAsync(
            receiver,
            (http, logger) =>
            {
                (trace, log) = (LlmTrace.Current, logger);
                using (var auth = LlmSpan.StartStage(LlmStage.Auth))
                {
                    auth.RecordException(new UnauthorizedAccessException("no"));
                }

                http.Response.StatusCode = 401;
                return http.Response.WriteAsync("no");
            },
            new() { ["OTEL_BSP_SCHEDULE_DELAY"] = "0" },
            after: async () =>
            {
                // Until the request has ended, its caller could still be authenticated.
                await receiver.WaitForRootAsync();
                using (trace!.Use())
                {
                    Line(log!, "refused");
                }
            },
            headers: ("traceparent", $"00-{Named}-b7ad6b7169203331-01"));

        var root = receiver.Spans.Single(static span => span.Kind == ReceivedSpanKind.Server);
        Assert.NotEqual(Named, root.TraceId);
        AssertSpan(receiver, "refused", root.Name);
        AssertFailureLine(receiver, root);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("none", false)]
    [InlineData("otlp", true)]
    public async Task Records_leave_the_gateway_only_if_the_operator_asks_for_it(string? exporter, bool sent)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var gateway = await ExportGateway.StartAsync(
            new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString(), ["OTEL_LOGS_EXPORTER"] = exporter }, handler: Handle(AnswerAsync)))
        {
            await gateway.PostAsync();
        }

        Assert.Equal(sent, receiver.Logs.Count > 0);
        Assert.NotEmpty(receiver.Spans);
    }

    [Fact]
    public async Task The_levels_are_those_of_the_provider_OpenTelemetry()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await RunAsync(
            receiver,
            static (http, logger) =>
            {
                Line(logger, "information");
                Careful(logger, "warning");
                return http.Response.WriteAsync("hello");
            },
            services: static services => services.AddLogging(static logging => logging.AddConfiguration(
                new ConfigurationBuilder().AddInMemoryCollection([new("OpenTelemetry:LogLevel:Default", "Warning")]).Build())));

        Assert.Equal("Careful warning", Assert.Single(receiver.Logs, static log => log.ScopeName == "category").Body);
    }

    [Fact]
    public async Task The_export_makes_no_records_and_no_spans_of_its_own()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await RunAsync(receiver, AnswerAsync, new() { ["OTEL_METRIC_EXPORT_INTERVAL"] = "10", ["Logging:LogLevel:Default"] = "Trace" });

        Assert.DoesNotContain(receiver.Logs, static log => log.ScopeName.StartsWith("System.Net.Http", StringComparison.Ordinal));
        Assert.Equal(["Received Proxy Server Request", "litellm_request"], receiver.Spans.Select(static span => span.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_gateway_with_a_provider_of_its_own_sends_its_records_once()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var own = await OtlpReceiver.StartAsync(checks: TraceChecks.None);
        using var lines = new LogLines();
        await using (var gateway = await ExportGateway.StartAsync(
            new()
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString(),
                ["OTEL_LOGS_EXPORTER"] = "otlp",
            },
            handler: Handle((http, logger) =>
            {
                using var attempt = LlmSpan.StartCall("claude");
                using (new Activity("System.Net.Http.HttpRequestOut").Start())
                {
                    Line(logger, "client");
                }

                return http.Response.WriteAsync("hello");
            }),
            logging: lines,
            services: services => services.AddLogging(logging => logging.AddOpenTelemetry(options => options.AddTracedLlm().AddOtlpExporter(otlp =>
            {
                otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
                otlp.Endpoint = own.LogsEndpoint;
            })))))
        {
            await gateway.PostAsync();
        }

        Assert.Empty(receiver.LogPosts);
        var span = receiver.Spans.Single(static span => span.Name == "chat claude");
        var record = Assert.Single(own.Logs, static log => log.ScopeName == "category");
        Assert.Equal((span.TraceId, span.SpanId), (record.TraceId, record.SpanId));
        Assert.Contains(lines.Lines, static line => line.StartsWith("Information: The gateway has a LoggerProvider of its own", StringComparison.Ordinal));
    }

    [LoggerMessage(LogLevel.Information, "Line {Name}")]
    private static partial void Line(ILogger logger, string name);

    [LoggerMessage(LogLevel.Warning, "Careful {Name}")]
    private static partial void Careful(ILogger logger, string name);

    private static Task AnswerAsync(HttpContext http, ILogger logger)
    {
        Line(logger, "root");
        return http.Response.WriteAsync("hello");
    }

    private static RequestDelegate Handle(Func<HttpContext, ILogger, Task> handler) =>
        http => handler(http, http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("category"));

    private static async Task RunAsync(
        OtlpReceiver receiver,
        Func<HttpContext, ILogger, Task> handler,
        Dictionary<string, string?>? settings = null,
        Func<Task>? after = null,
        Action<IServiceCollection>? services = null,
        params (string Name, string Value)[] headers)
    {
        await using var gateway = await ExportGateway.StartAsync(
            new(settings ?? [])
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString(),
                ["OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"] = receiver.LogsEndpoint.ToString(),
            },
            handler: Handle(handler),
            services: services);
        await gateway.PostAsync("""{"model":"claude"}""", headers);
        await (after?.Invoke() ?? Task.CompletedTask);
    }

    private static ReceivedLog Record(OtlpReceiver receiver, string name) => receiver.Logs.Single(log => log.Attributes["Name"] as string == name);

    // The library's own line about the failure.
    private static void AssertFailureLine(OtlpReceiver receiver, ReceivedSpan root)
    {
        var line = Assert.Single(receiver.Logs, static log => log.ScopeName.StartsWith("TracedLlm.Failures", StringComparison.Ordinal) || log.ScopeName.Contains("Failure", StringComparison.Ordinal));
        Assert.Equal((root.TraceId, root.SpanId), (line.TraceId, line.SpanId));
    }

    private static void AssertSpan(OtlpReceiver receiver, string record, string span)
    {
        var expected = receiver.Spans.Single(received => received.Name == span);
        var log = Record(receiver, record);
        Assert.Equal((expected.TraceId, expected.SpanId), (log.TraceId, log.SpanId));
    }
}
