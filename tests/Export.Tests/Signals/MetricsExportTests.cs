using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using TracedLlm.Export.Tests.Setup;
using TracedLlm.Testing.Hosting;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Export.Tests.Signals;

/// <summary>Metrics are sent by the standard variables, with the stock exporter.</summary>
[Collection(ProcessWide.Name)]
public sealed class MetricsExportTests
{
    private const string Exported = "tracedllm.export.spans";

    [Fact]
    public async Task The_endpoint_for_all_signals_receives_metrics_with_the_resource_of_the_spans()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await RunAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString(),
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "authorization=Bearer%20one%2C two,x-team=a%3Db",
            ["OTEL_SERVICE_NAME"] = "my-gateway",
        });

        // The last export comes after the spans', so that it has their end.
        var metric = receiver.Metrics.Last(static metric => metric.Name == Exported);
        Assert.Equal((ReceivedMetricKind.Sum, ReceivedTemporality.Cumulative, true, "{span}"), (metric.Kind, metric.Temporality, metric.IsMonotonic, metric.Unit));
        Assert.Equal(3L, metric.Points.Single(static point => point.Attributes["tracedllm.export.outcome"] is "exported").Value);
        Assert.Equal("TracedLlm", metric.ScopeName);
        Assert.Matches("^[0-9a-f-]{36}$", metric.Resource.Get<string>("service.instance.id"));
        Assert.Equal(
            receiver.Spans[0].Resource.OrderBy(static tag => tag.Key, StringComparer.Ordinal),
            metric.Resource.OrderBy(static tag => tag.Key, StringComparer.Ordinal));
        Assert.Equal("my-gateway", metric.Resource["service.name"]);
        Assert.All(receiver.MetricPosts, static post => Assert.Equal(
            ("Bearer one, two", "a=b"), (post.Headers["authorization"], post.Headers["x-team"])));
    }

    [Fact]
    public async Task The_variables_for_metrics_win_over_those_for_all_signals()
    {
        await using var all = await OtlpReceiver.StartAsync();
        await using var own = await OtlpReceiver.StartAsync(checks: TraceChecks.None);
        await RunAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = all.Endpoint.ToString(),
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-team=all",
            ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] = own.MetricsEndpoint.ToString(),
            ["OTEL_EXPORTER_OTLP_METRICS_HEADERS"] = "x-team=metrics",
            ["OTEL_EXPORTER_OTLP_METRICS_COMPRESSION"] = "gzip",
            ["OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE"] = "delta",
        });

        Assert.Empty(all.MetricPosts);
        Assert.NotEmpty(all.Spans);
        Assert.Equal(("metrics", "gzip"), (own.MetricPosts[0].Headers["x-team"], own.MetricPosts[0].Headers["content-encoding"]));
        Assert.Equal(ReceivedTemporality.Delta, own.Metrics.First(static metric => metric.Name == Exported).Temporality);
        Assert.Empty(own.Spans);
    }

    [Theory]
    [InlineData("OTEL_METRICS_EXPORTER", "none")]
    [InlineData("OTEL_METRICS_EXPORTER", "prometheus,console")]
    [InlineData("OTEL_SDK_DISABLED", "true")]
    public async Task Metrics_can_be_switched_off(string variable, string value)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await RunAsync(new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString(), [variable] = value });

        Assert.Empty(receiver.MetricPosts);
        Assert.Equal(variable == "OTEL_METRICS_EXPORTER", receiver.Spans.Count > 0);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("true", true)]
    public async Task The_endpoint_of_LiteLLM_receives_metrics_only_if_they_are_enabled(string? enabled, bool received)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await RunAsync(new() { ["OTEL_ENDPOINT"] = receiver.Endpoint.ToString(), ["LITELLM_OTEL_INTEGRATION_ENABLE_METRICS"] = enabled });

        Assert.NotEmpty(receiver.Spans);
        Assert.Equal(received, receiver.Metrics.Count > 0);
    }

    [Theory]
    [InlineData("https://cloud.langfuse.com/api/public/otel")]
    [InlineData("https://api.smith.langchain.com/otel")]
    [InlineData("https://otlp.arize.com")]
    [InlineData("https://ingest.us0.signalfx.com/v2/trace/otlp")]
    public async Task Backends_of_traces_get_no_metrics(string endpoint)
    {
        using var log = new LogLines();
        await using (await ExportGateway.StartAsync(new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint }, logging: log))
        {
        }

        Assert.Contains(log.Lines, static line => line.StartsWith("Information: Spans go to", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, static line => line.Contains("The metrics go to", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_are_sent_at_the_interval()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var gateway = await ExportGateway.StartAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString(),
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "20",
        });
        await gateway.PostAsync();

        await receiver.WaitForMetricPostsAsync(static posts => posts.Count >= 3);
    }

    [Fact]
    public async Task Further_meters_are_sent_if_they_are_named()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        using var named = new Meter("test.named");
        using var other = new Meter("test.other");
        await RunAsync(
            new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString(), ["TracedLlm:Meters"] = "test.named" },
            handler: http =>
            {
                named.CreateCounter<long>("named.requests").Add(1);
                other.CreateCounter<long>("other.requests").Add(1);
                return http.Response.WriteAsync("hello");
            });

        Assert.Equal("named.requests [] Sum, monotonic, Cumulative\n  {} 1", receiver.Metrics.Last(static metric => metric.ScopeName == "test.named").ToString());
        Assert.DoesNotContain(receiver.Metrics, static metric => metric.ScopeName == "test.other");
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("always_off", 0)]
    public async Task Exemplars_carry_the_sampled_span(string? filter, int count)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        using var meter = new Meter("test.exemplars");
        var sizes = meter.CreateHistogram<long>("sizes");
        await RunAsync(
            new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString(), ["TracedLlm:Meters"] = meter.Name, ["OTEL_METRICS_EXEMPLAR_FILTER"] = filter },
            handler: http =>
            {
                using var attempt = LlmSpan.StartCall("claude");
                sizes.Record(5);
                return http.Response.WriteAsync("hello");
            });

        var point = Assert.Single(receiver.Metrics.Last(static metric => metric.Name == "sizes").Points);
        Assert.Equal(count, point.Exemplars.Count);
        Assert.All(point.Exemplars, exemplar =>
        {
            var span = receiver.Spans.Single(span => span.Name == "chat claude");
            Assert.Equal((span.TraceId, span.SpanId), (exemplar.TraceId, exemplar.SpanId));
        });
    }

    [Fact]
    public async Task A_gateway_with_a_provider_of_its_own_sends_its_metrics_once()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var own = await OtlpReceiver.StartAsync(checks: TraceChecks.None);
        using var log = new LogLines();
        await RunAsync(
            new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString() },
            log,
            services => services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder()
                .AddTracedLlm()
                .AddOtlpExporter(otlp =>
                {
                    otlp.Protocol = OpenTelemetry.Exporter.OtlpExportProtocol.HttpProtobuf;
                    otlp.Endpoint = own.MetricsEndpoint;
                })
                .Build()),
            start: static services => services.GetRequiredService<MeterProvider>());

        Assert.NotEmpty(receiver.Spans);
        Assert.Empty(receiver.MetricPosts);
        Assert.Contains(own.Metrics, static metric => metric.Name == Exported);
        Assert.Contains(log.Lines, static line => line.StartsWith("Information: The gateway has a MeterProvider of its own", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_provider_of_the_gateways_own_without_the_meter_is_a_warning(bool hasMeter)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        using var log = new LogLines();
        var builder = Sdk.CreateMeterProviderBuilder().AddMeter("Other").AddReader(new BaseExportingMetricReader(new NoExporter()));
        using var provider = (hasMeter ? builder.AddTracedLlm() : builder).Build();
        await RunAsync(new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString() }, log, services => services.AddSingleton(provider));

        Assert.Equal(hasMeter ? 0 : 1, log.Lines.Count(static line => line.StartsWith("Warning: No metrics of TracedLlm are sent", StringComparison.Ordinal)));
        Assert.Empty(receiver.MetricPosts);
    }

    [Fact]
    public async Task A_receiver_that_takes_no_metrics_is_named_once_and_without_secrets()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        using var log = new LogLines();
        await using (var gateway = await ExportGateway.StartAsync(
            new()
            {
                ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = receiver.TracesEndpoint.ToString(),
                ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] = $"{receiver.Endpoint}no/metrics?key=secret-1",
                ["OTEL_EXPORTER_OTLP_METRICS_HEADERS"] = "api-key=secret-2",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "10",
            },
            logging: log))
        {
            await gateway.PostAsync();
            await Eventually.BecomesTrueAsync(() => log.Lines.Any(static line => line.Contains("not received", StringComparison.Ordinal)));
        }

        Assert.Equal(
            $"Warning: The metrics are not received by {receiver.Endpoint}no/metrics: the answer is 404. If it takes no such signal, set OTEL_METRICS_EXPORTER=none.",
            Assert.Single(log.Lines, static line => line.Contains("not received", StringComparison.Ordinal)));
        Assert.DoesNotContain(log.Lines, static line => line.Contains("secret-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_receiver_that_does_not_answer_holds_up_neither_requests_nor_the_end(bool isSilent)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var silent = await OtlpReceiver.StartAsync(checks: TraceChecks.None);
        silent.Answer = new OtlpAnswer { Gate = new TaskCompletionSource() };
        var gateway = await ExportGateway.StartAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = receiver.TracesEndpoint.ToString(),
            ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] = isSilent ? silent.MetricsEndpoint.ToString() : "http://127.0.0.1:1/v1/metrics",
            ["OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"] = isSilent ? silent.LogsEndpoint.ToString() : "http://127.0.0.1:1/v1/logs",
            ["OTEL_EXPORTER_OTLP_TIMEOUT"] = "600000",
            ["OTEL_METRIC_EXPORT_TIMEOUT"] = "600000",
            ["OTEL_BLRP_EXPORT_TIMEOUT"] = "600000",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "10",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "10",
        });

        Assert.Equal("hello", await gateway.PostAsync());
        await gateway.DisposeAsync().AsTask().WaitAsync(Patience.Default);

        Assert.Equal(3, receiver.Spans.Count);
    }

    [Fact]
    public async Task Metrics_are_sent_over_gRPC()
    {
        var received = new TaskCompletionSource<(string Path, IReadOnlyList<ReceivedMetric> Metrics)>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await LocalServer.StartAsync(
            async (http, stopping) =>
            {
                using var body = new MemoryStream();
                await http.Request.Body.CopyToAsync(body, stopping);
                received.TrySetResult((http.Request.Path, OtlpMetricsDecoder.Decode(body.ToArray().AsSpan(5))));
                http.Response.ContentType = "application/grpc";
                await http.Response.Body.WriteAsync(new byte[5], stopping);
                http.Response.AppendTrailer("grpc-status", "0");
            },
            protocols: HttpProtocols.Http2);
        using var log = new LogLines();
        await RunAsync(
            new() { ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] = server.Endpoint.ToString(), ["OTEL_EXPORTER_OTLP_METRICS_PROTOCOL"] = "grpc", ["OTEL_TRACES_EXPORTER"] = "none" }, log);

        var (path, metrics) = await received.Task.WaitAsync(Patience.Default);
        Assert.Equal("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", path);
        Assert.NotEmpty(metrics);
        Assert.DoesNotContain(log.Lines, static line => line.Contains("not received", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "collector", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT is 'collector'. Allowed: absolute http:// and https:// addresses.")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "http/json", "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL is 'http/json'. Allowed: http/protobuf and grpc.")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_COMPRESSION", "zstd", "OTEL_EXPORTER_OTLP_METRICS_COMPRESSION is 'zstd'. Allowed: gzip and none.")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_HEADERS", "secret-1", "OTEL_EXPORTER_OTLP_METRICS_HEADERS is malformed. Allowed: name=value pairs, separated by commas.")]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "collector", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT is 'collector'. Allowed: absolute http:// and https:// addresses.")]
    public async Task A_wrong_value_stops_the_start(string variable, string value, string message)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => ExportGateway.StartAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9",
            [variable] = value,
        }));

        Assert.Equal(message, exception.Message);
    }

    [Fact]
    public async Task A_queue_that_would_take_all_memory_is_ignored_with_a_warning()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        using var log = new LogLines();
        await RunAsync(
            new()
            {
                ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = receiver.TracesEndpoint.ToString(),
                ["OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"] = receiver.LogsEndpoint.ToString(),
                ["OTEL_BLRP_MAX_QUEUE_SIZE"] = "2147483647",
            },
            log);

        Assert.Contains(
            log.Lines,
            static line => line.StartsWith("Warning: OTEL_BLRP_MAX_QUEUE_SIZE is '2147483647'. Allowed: a whole number from 1 to 1000000.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_receiver_that_rejects_a_part_is_named()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var metrics = await OtlpReceiver.StartAsync(checks: TraceChecks.None);
        metrics.Answer = new OtlpAnswer { RejectedSpans = 3 };
        using var log = new LogLines();
        await RunAsync(
            new()
            {
                ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = receiver.TracesEndpoint.ToString(),
                ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] = metrics.MetricsEndpoint.ToString(),
            },
            log);

        Assert.Equal(
            $"Warning: The metrics are not received by {metrics.MetricsEndpoint}: it has rejected 3 of them. If it takes no such signal, set OTEL_METRICS_EXPORTER=none.",
            Assert.Single(log.Lines, static line => line.Contains("not received", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("14", "the answer is gRPC UNAVAILABLE")]
    [InlineData(null, "the answer has no gRPC status")]
    public async Task A_receiver_that_refuses_over_gRPC_is_named(string? status, string reason)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var server = await LocalServer.StartAsync(
            async (http, stopping) =>
            {
                http.Response.ContentType = "application/grpc";
                await http.Response.Body.WriteAsync(new byte[5], stopping);
                if (status is not null)
                {
                    http.Response.AppendTrailer("grpc-status", status);
                }
            },
            protocols: HttpProtocols.Http2);
        using var log = new LogLines();
        await RunAsync(
            new()
            {
                ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = receiver.TracesEndpoint.ToString(),
                ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] = server.Endpoint.ToString(),
                ["OTEL_EXPORTER_OTLP_METRICS_PROTOCOL"] = "grpc",
            },
            log);

        Assert.Contains(reason, Assert.Single(log.Lines, static line => line.Contains("not received", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read()
    {
        const int most = 64 * 1024 * 1024;
        var ended = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var server = await LocalServer.StartAsync(async (http, _) =>
        {
            var written = 0;
            try
            {
                var part = new byte[64 * 1024];
                while (written < most)
                {
                    await http.Response.Body.WriteAsync(part, http.RequestAborted);
                    written += part.Length;

                    // A write to a closed connection returns at once.
                    await Task.Delay(1, http.RequestAborted);
                }
            }
            catch (OperationCanceledException)
            {
                // The gateway has closed the connection.
            }
            finally
            {
                ended.TrySetResult(written);
            }
        });
        using var log = new LogLines();
        await using var gateway = await ExportGateway.StartAsync(
            new()
            {
                ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = receiver.TracesEndpoint.ToString(),
                ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] = server.Endpoint.ToString(),
                ["OTEL_EXPORTER_OTLP_METRICS_TIMEOUT"] = "600000",
                ["OTEL_METRIC_EXPORT_TIMEOUT"] = "600000",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "100",
            },
            logging: log);
        await gateway.PostAsync();

        Assert.InRange(await ended.Task.WaitAsync(Patience.Default), 1, most - 1);
        Assert.DoesNotContain(log.Lines, static line => line.Contains("not received", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_read_stops_the_start()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => ExportGateway.StartAsync(new()
        {
            ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] = "https://127.0.0.1:9/v1/metrics",
            ["OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE"] = "/none/authority.pem",
        }));

        Assert.Contains("OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE", exception.Message, StringComparison.Ordinal);
    }

    private static async Task RunAsync(
        Dictionary<string, string?> settings,
        LogLines? log = null,
        Action<IServiceCollection>? services = null,
        RequestDelegate? handler = null,
        Action<IServiceProvider>? start = null)
    {
        await using var gateway = await ExportGateway.StartAsync(settings, logging: log, services: services, handler: handler);
        start?.Invoke(gateway.Services);
        await gateway.PostAsync();
    }

    private sealed class NoExporter : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch) => ExportResult.Success;
    }
}
