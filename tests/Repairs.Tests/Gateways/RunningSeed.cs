using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using TracedLlm.Endings.Tests.Endings;
using TracedLlm.Endings.Tests.Routes;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Repairs.Tests.Gateways;

/// <summary>A compiled gateway on 127.0.0.1, between a provider and a backend, for one request after another.</summary>
internal sealed class RunningSeed : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly FakeUpstream _upstream;
    private readonly OtlpReceiver _receiver;
    private readonly HttpClient _caller;

    private RunningSeed(WebApplication app, FakeUpstream upstream, OtlpReceiver receiver)
    {
        (_app, _upstream, _receiver) = (app, upstream, receiver);
        // Without a propagator there is no activity of HttpClient either: the caller is another process.
        _caller = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    /// <summary>Starts a gateway whose provider answers like the ending says.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="exchange">The request that it will have.</param>
    /// <param name="checks">What is required of all that it exports.</param>
    public static async Task<RunningSeed> StartAsync(CompiledGateway gateway, Exchange exchange, TraceChecks checks)
    {
        var receiver = await OtlpReceiver.StartAsync(checks: checks);
        var upstream = await FakeUpstream.StartAsync(_ => exchange.Ending.Attempts[0].Answer(exchange));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString(),
            ["OTEL_BSP_SCHEDULE_DELAY"] = "20",
        });
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = gateway.Build(builder, upstream.Endpoint);
        await app.StartAsync();
        return new RunningSeed(app, upstream, receiver);
    }

    /// <summary>Sends the request, stops the gateway, which exports what it has, and returns the answer and all that arrived.</summary>
    /// <param name="exchange">The request.</param>
    public async Task<SeedRun> SendAsync(Exchange exchange)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, exchange.Row.Path)
        {
            Headers = { { "traceparent", exchange.TraceParent }, { Exchange.Header, exchange.TraceId } },
            Content = new StringContent(Body(exchange), null, "application/json"),
        };
        using var response = await _caller.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        await _app.StopAsync();
        return new SeedRun(response.StatusCode, body, _receiver.Spans);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _caller.Dispose();
        await _app.DisposeAsync();
        await _upstream.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    // A caller asks for guardrails by their names.
    private static string Body(Exchange exchange)
    {
        var body = System.Text.Json.Nodes.JsonNode.Parse(RecordedBodies.Request(exchange.Row.Facts, exchange.Streamed, exchange.Ending.Guardrails.Count > 0 ? "forbidden" : "allowed")!)!;
        if (exchange.Ending.Guardrails.Count > 0)
        {
            body["guardrails"] = new System.Text.Json.Nodes.JsonArray("pii");
        }

        return body.ToJsonString();
    }
}
