using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using TracedLlm.Testing.Hosting;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Trees;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Tests.Gateways;

/// <summary>A gateway on 127.0.0.1 that exports to a backend in the test's own process.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    /// <summary>The trace of the caller that <see cref="Caller"/> names.</summary>
    public const string CallerTrace = "0af7651916cd43dd8448eb211c80319c";

    /// <summary>The caller's span.</summary>
    public const string CallerSpan = "b7ad6b7169203331";

    /// <summary>A caller's sampled context.</summary>
    public const string Caller = $"00-{CallerTrace}-{CallerSpan}-01";

    private static readonly Dictionary<string, string> KnownIds =
        new() { [CallerSpan] = "caller", [CallerTrace] = "caller's trace" };

    private readonly WebApplication _app;
    private readonly OtlpReceiver _receiver;
    private readonly TracerProvider? _otherSources;
    private bool _stopped;

    private TestGateway(WebApplication app, OtlpReceiver receiver, TracerProvider? otherSources, HttpClient client)
    {
        _app = app;
        _receiver = receiver;
        _otherSources = otherSources;
        Client = client;
    }

    /// <summary>A client that adds the headers of <see cref="Canaries"/> and no other of its own.</summary>
    public HttpClient Client { get; }

    public Uri Endpoint => Client.BaseAddress!;

    public IServiceProvider Services => _app.Services;

    /// <summary>The clock of the waits for bodies, logs and spans, so that a busy machine ends none of them.</summary>
    public SettableClock Clock => Services.GetRequiredService<SettableClock>();

    /// <summary>Starts a gateway of nothing but routes, behind <c>UseTracedLlm</c>.</summary>
    public static Task<TestGateway> StartAsync(Action<WebApplication> routes) => StartAsync(new GatewaySetup
    {
        App = app =>
        {
            app.UseTracedLlm();
            routes(app);
        },
    });

    public static async Task<TestGateway> StartAsync(GatewaySetup setup)
    {
        var receiver = await OtlpReceiver.StartAsync(checks: setup.Checks with { Account = setup.Checks.Account && setup.Export });
        TracerProvider? others = null;
        WebApplication? app = null;
        try
        {
            app = Build(setup, receiver);
            var captured = app.Services.GetService<IOptions<TracedLlmOptions>>()?.Value.CaptureContent == true;
            receiver.Checks = receiver.Checks with { Content = receiver.Checks.Content || captured };
            others = Export(setup.OtherSources, receiver);
            await app.StartAsync();
            var client = ClientOf(app, setup);
            foreach (var (name, value) in Canaries.Headers)
            {
                client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
            }

            return new TestGateway(app, receiver, others, client);
        }
        catch
        {
            // What it had started listens to the whole process.
            others?.Dispose();
            await (app?.DisposeAsync() ?? default);
            await receiver.DisposeAsync();
            throw;
        }
    }

    /// <summary>Posts a JSON body and reads the whole answer.</summary>
    /// <param name="path">The path.</param>
    /// <param name="headers">Lines such as <c>traceparent: 00-…</c>.</param>
    public async Task<GatewayAnswer> PostAsync(string path, params string[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(Canaries.Body, null, "application/json") };
        return await SendAsync(request, headers);
    }

    public async Task<GatewayAnswer> SendAsync(HttpRequestMessage request, params string[] headers)
    {
        request.Version = Client.DefaultRequestVersion;
        request.VersionPolicy = Client.DefaultVersionPolicy;
        foreach (var line in headers)
        {
            var (name, value) = line.Split(": ", 2) is [var left, var right] ? (left, right) : (line, "");
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Client.SendAsync(request);
        return new GatewayAnswer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers);
    }

    /// <summary>Stops the gateway while its callers wait; <see cref="StopAsync"/> has them leave first.</summary>
    public Task StopServerAsync() => _app.StopAsync();

    /// <summary>Stops the gateway, which waits for its requests and sends its spans, and returns them.</summary>
    /// <param name="remoteParents">Span ids of callers.</param>
    public async Task<IReadOnlyList<ReceivedSpan>> StopAsync(params string[] remoteParents)
    {
        await StopOnceAsync();
        _receiver.Checks = _receiver.Checks with { Callers = remoteParents };
        TraceInvariants.Check(_receiver.Spans, [CallerSpan, .. remoteParents], rootsPerTrace: int.MaxValue);
        return _receiver.Spans;
    }

    /// <summary>Stops the gateway and prints its trees.</summary>
    /// <param name="attributes">Prefixes of the attributes shown; none for the outcome, the status, the error and lateness.</param>
    public async Task<string> StopAndPrintAsync(params string[] attributes) => Print(await StopAsync(), attributes);

    public static string Print(IEnumerable<ReceivedSpan> spans, params string[] attributes)
    {
        var format = SpanTreeFormat.Only(attributes.Length > 0
            ? attributes
            : ["litellm.outcome", "litellm.late", "error.type", "http.response.status_code"]);
        return SpanTree.Print(spans, format with { ShowEvents = false, KnownIds = KnownIds });
    }

    public async ValueTask DisposeAsync()
    {
        await StopOnceAsync();
        await _receiver.DisposeAsync();
    }

    private static WebApplication Build(GatewaySetup setup, OtlpReceiver receiver)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = setup.Environment });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString(),

            // While the metrics are exported, every request is recorded.
            ["OTEL_METRICS_EXPORTER"] = "none",
        });
        builder.Configuration.AddInMemoryCollection(setup.Settings);
        builder.Logging.ClearProviders();
        if (setup.Logging)
        {
            builder.Logging.AddProvider(new SilentLogging());
        }

        if (setup.TestServer)
        {
            builder.WebHost.UseTestServer();
        }
        else
        {
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
                IPAddress.Loopback,
                0,
                listen => listen.Protocols = setup.Http2 ? HttpProtocols.Http2 : HttpProtocols.Http1));
        }

        var clock = new SettableClock();
        builder.Services.AddSingleton(clock).AddSingleton<TimeProvider>(clock);
        setup.Before(builder);
        setup.Add(builder.Services, builder.Configuration, setup.Options);
        if (setup.Export)
        {
            builder.Services.AddTracedLlmExport(builder.Configuration);
        }

        setup.After(builder);
        var app = builder.Build();
        setup.App(app);
        return app;
    }

    private static TracerProvider? Export(string[] sources, OtlpReceiver receiver) => sources.Length == 0
        ? null
        : Sdk.CreateTracerProviderBuilder()
            .AddSource(sources)
            .SetResourceBuilder(ResourceBuilder.CreateEmpty())
            .AddOtlpExporter(options =>
            {
                options.Protocol = OtlpExportProtocol.HttpProtobuf;
                options.Endpoint = receiver.TracesEndpoint;
            })
            .Build();

    // Without a propagator there is no activity of HttpClient either: the caller is another process.
    private static HttpClient ClientOf(WebApplication app, GatewaySetup setup) => setup.TestServer
        ? app.GetTestClient()
        : new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(app.Urls.Single()),
            DefaultRequestVersion = setup.Http2 ? HttpVersion.Version20 : HttpVersion.Version11,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Patience.Default,
        };

    private async Task StopOnceAsync()
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        Client.Dispose();
        await _app.StopAsync();
        _otherSources?.ForceFlush();
        _otherSources?.Dispose();
        await _app.DisposeAsync();
    }
}
