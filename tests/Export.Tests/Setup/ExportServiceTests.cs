using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Trace;
using TracedLlm.Export.Tests.Tenants;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Setup;

[Collection(ProcessWide.Name)]
public sealed class ExportServiceTests
{
    [Theory]
    [InlineData("console")]
    [InlineData("CONSOLE, console")]
    public async Task Trees_are_written_to_the_console(string callbacks)
    {
        using var console = new StringWriter();
        await using (var gateway = await ExportGateway.StartAsync(new() { ["TracedLlm:Callbacks"] = callbacks }, options => options.Console = console))
        {
            await gateway.PostAsync();
        }

        Assert.Collection(
            console.ToString().Split('\n'),
            line => Assert.StartsWith("trace ", line, StringComparison.Ordinal),
            line => Assert.Matches(@"^Received Proxy Server Request  \d+\.\d+ m?s  \[ok, POST, /v1/messages, status=200\]$", line),
            line => Assert.Matches(@"^└─ litellm_request  \d+\.\d+ m?s$", line),
            line => Assert.Matches(@"^   └─ chat claude  \d+\.\d+ m?s  \[initial\]$", line),
            Assert.Empty,
            Assert.Empty);
    }

    [Fact]
    public async Task Several_backends_receive_the_same()
    {
        using var console = new StringWriter();
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var gateway = await ExportGateway.StartAsync(
            new()
            {
                ["TracedLlm:Callbacks:0"] = "otel",
                ["TracedLlm:Callbacks:1"] = "console",
                ["TracedLlm:Callbacks:2"] = "otlp",
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString(),
            },
            options => options.Console = console))
        {
            await gateway.PostAsync();
        }

        Assert.Equal(3, receiver.Spans.Count);
        Assert.StartsWith($"trace {receiver.Spans[0].TraceId}\n", console.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_backend_there_is_no_listener_and_a_warning()
    {
        using var log = new LogLines();
        await using var gateway = await ExportGateway.StartAsync([], handler: http => http.Response.WriteAsync($"{LlmTrace.Current!.IsRecording}"), logging: log);

        Assert.Equal("False", await gateway.PostAsync());
        Assert.Contains("Warning: No spans are exported: neither TracedLlm:Callbacks nor OTEL_EXPORTER_OTLP_ENDPOINT is set.", log.Lines);
    }

    [Fact]
    public async Task The_backends_are_logged_at_the_start()
    {
        using var log = new LogLines();
        await using var gateway = await ExportGateway.StartAsync(
            new() { ["TracedLlm:Callbacks"] = "console,otlp" }, options => options.Console = TextWriter.Null, logging: log);

        Assert.Contains("Information: Spans go to console, otel (http://localhost:4318/v1/traces, the default address).", log.Lines);
        Assert.Contains("Warning: otel: no endpoint is set, so that spans go to http://localhost:4318/v1/traces. Set OTEL_EXPORTER_OTLP_ENDPOINT to a collector's address, or OTEL_EXPORTER to console for trees on the console.", log.Lines);
    }

    [Fact]
    public async Task The_address_of_each_backend_is_logged_without_secrets()
    {
        using var log = new LogLines();
        await using var gateway = await ExportGateway.StartAsync(
            new()
            {
                ["TracedLlm:Callbacks"] = "otel,arize,langfuse",
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9/otlp?key=secret-1",
                ["ARIZE_SPACE_ID"] = "secret-2",
                ["ARIZE_API_KEY"] = "secret-3",
                ["LANGFUSE_PUBLIC_KEY"] = "pk",
                ["LANGFUSE_SECRET_KEY"] = "secret-4",
            },
            logging: log);

        Assert.Contains(
            "Information: Spans go to otel (http://127.0.0.1:9/otlp/v1/traces), arize (https://otlp.arize.com/, grpc, the default address), langfuse (https://cloud.langfuse.com/api/public/otel/v1/traces, the default address).",
            log.Lines);
        Assert.DoesNotContain(log.Lines, line => line.Contains("secret-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("none", false)]
    [InlineData("NONE", false)]
    [InlineData("none", true)]
    public async Task An_exporter_of_none_exports_nothing_and_says_so(string exporter, bool hasTenants)
    {
        using var log = new LogLines();
        await using var gateway = await ExportGateway.StartAsync(
            new() { ["OTEL_TRACES_EXPORTER"] = exporter, ["OTEL_METRICS_EXPORTER"] = "none", ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9" },
            handler: http => http.Response.WriteAsync($"{LlmTrace.Current!.IsRecording}"),
            logging: log,
            services: services =>
            {
                if (hasTenants)
                {
                    services.AddSingleton<ITraceDestinations>(Destinations.OfTeams(("red", "otel", "otel_endpoint=http://127.0.0.1:9")));
                }
            });

        Assert.Equal("False", await gateway.PostAsync());
        Assert.Contains("Warning: No spans are exported: OTEL_TRACES_EXPORTER is none.", log.Lines);
    }

    [Theory]
    [InlineData("true", "False")]
    [InlineData("TRUE", "False")]
    [InlineData("false", "True")]
    [InlineData("1", "True")]
    [InlineData("", "True")]
    public async Task The_SDK_that_is_disabled_exports_nothing_and_says_so(string value, string isRecording)
    {
        using var log = new LogLines();
        await using var gateway = await ExportGateway.StartAsync(
            new() { ["OTEL_SDK_DISABLED"] = value, ["TracedLlm:Callbacks"] = "console" },
            options => options.Console = TextWriter.Null,
            http => http.Response.WriteAsync($"{LlmTrace.Current!.IsRecording}"),
            log);

        Assert.Equal(isRecording, await gateway.PostAsync());
        Assert.Equal(isRecording == "False", log.Lines.Contains("Warning: No spans are exported: OTEL_SDK_DISABLED is true."));
    }

    [Fact]
    public void An_unknown_backend_is_an_error_at_start_up_that_names_the_known_backends()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["TracedLlm:Callbacks"] = "otel, zipkin" })
            .Build();

        var error = Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddTracedLlmExport(configuration));

        Assert.StartsWith("TracedLlm:Callbacks has 'zipkin'. Allowed: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(", otel, otlp, console.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_listener_is_left_after_the_gateway_has_stopped()
    {
        await using var gateway = await ExportGateway.StartAsync(
            new() { ["TracedLlm:Callbacks"] = "console" }, options => options.Console = TextWriter.Null);

        Assert.True(LlmSpan.IsEnabled);
        await gateway.DisposeAsync();

        Assert.False(LlmSpan.IsEnabled);
    }

    [Fact]
    public async Task A_request_that_runs_while_the_gateway_stops_is_exported_though_the_export_was_added_last()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var entered = new TaskCompletionSource();
        using var host = new HostBuilder()
            .ConfigureAppConfiguration(configuration => configuration.AddInMemoryCollection(
                new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString() }))
            .ConfigureWebHost(web => web
                .UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0))
                .ConfigureServices((context, services) => services.AddRouting().AddTracedLlm(context.Configuration))
                .Configure(app => app.UseRouting().UseTracedLlm().UseEndpoints(endpoints => endpoints
                    .MapPost("/v1/messages", async http =>
                    {
                        var stopping = http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
                        entered.SetResult();
                        var stopped = new TaskCompletionSource();
                        await using var _ = stopping.Register(stopped.SetResult);
                        await stopped.Task;
                        await http.Response.WriteAsync("hello");
                    })
                    .WithMetadata(new TracedLlmRouteAttribute()))))
            .ConfigureServices((context, services) => services.AddTracedLlmExport(context.Configuration))
            .Build();
        await host.StartAsync();
        var server = host.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>();
        var address = server.Features.Get<Microsoft.AspNetCore.Hosting.Server.Features.IServerAddressesFeature>()!.Addresses.Single();
        using var client = new HttpClient();
        var answer = client.PostAsync($"{address}/v1/messages", null);
        await entered.Task;

        await host.StopAsync();

        Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
        Assert.Equal(2, receiver.Spans.Count);
    }

    [Fact]
    public async Task A_pipeline_of_the_gateways_own_may_take_the_spans()
    {
        List<Activity> exported = [];
        using (var provider = Sdk.CreateTracerProviderBuilder().AddTracedLlm().AddProcessor(new Collector(exported)).Build())
        await using (var gateway = await ExportGateway.StartAsync([]))
        {
            await gateway.PostAsync();
        }

        Assert.Equal(["chat claude", "litellm_request", "Received Proxy Server Request"], exported.Select(activity => activity.DisplayName));
    }

    private sealed class Collector(List<Activity> exported) : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data) => exported.Add(data);
    }
}
