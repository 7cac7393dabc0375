using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TracedLlm.Testing.Hosting;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.RequestLog;

/// <summary>A gateway with request logs, and a route for each ending.</summary>
internal static class RequestLogGateway
{
    public static readonly string[] Paths =
    [
        "/v1/chat/completions", "/v1/messages", "/v1/responses", "/v1/completions", "/v1/embeddings", "/v1/batches",
    ];

    public static Task<TestGateway> StartAsync(
        Tracing tracing,
        ILlmRequestLog[] logs,
        FakeUpstream? upstream = null,
        Action<WebApplication>? routes = null,
        ILoggerProvider? logging = null,
        Dictionary<string, string?>? settings = null) => TestGateway.StartAsync(new GatewaySetup
        {
            Export = tracing != Tracing.Off,
            Settings = new(settings ?? []) { ["OTEL_TRACES_SAMPLER"] = tracing == Tracing.Unsampled ? "always_off" : null },
            Before = builder =>
            {
                foreach (var log in logs)
                {
                    builder.Services.AddSingleton(log);
                }

                if (logging is not null)
                {
                    builder.Logging.AddProvider(logging);
                }
            },
            App = app =>
            {
                app.UseWebSockets();
                app.UseTracedLlm();
                MapEndings(app, upstream);
                routes?.Invoke(app);
            },
        });

    /// <summary>Posts a request that names a model.</summary>
    public static async Task<GatewayAnswer> AskAsync(this TestGateway gateway, string path, params string[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(Canaries.WithPrompt("""{"model":"gpt-4o"}"""), null, "application/json"),
        };
        return await gateway.SendAsync(request, headers);
    }

    private static void MapEndings(WebApplication app, FakeUpstream? upstream)
    {
        app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (HttpContext http) =>
        {
            LlmTrace.Current!.SetCaller(new LlmCaller { KeyAlias = "batch", TeamId = "t-1" });
            await TryAsync(http, upstream!, "busy", "good");
        });
        app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext _) => Task.FromException(new InvalidOperationException("boom")));
        app.MapPost("/v1/responses", [TracedLlmRoute] () => Results.StatusCode(401));
        app.MapPost("/v1/completions", [TracedLlmRoute] () =>
        {
            using var guardrail = LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall);
            guardrail.SetOutcome(GuardrailOutcome.Blocked(["email"]));
            return Results.StatusCode(400);
        });
        app.MapPost("/v1/embeddings", [TracedLlmRoute] () => Results.Text("""{"usage":{"prompt_tokens":3}}""", "application/json"));
        app.MapPost("/v1/batches", [TracedLlmRoute] () => Results.Text("{}", "application/json"));
        app.Map("/v1/realtime", [TracedLlmRoute] async (HttpContext http) =>
        {
            using var socket = await http.WebSockets.AcceptWebSocketAsync();
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        });
    }

    private static async Task TryAsync(HttpContext http, FakeUpstream upstream, params string[] models)
    {
        using var client = new HttpClient();
        var provider = new TriedProvider(client, upstream.Endpoint);
        foreach (var model in models)
        {
            using var response = await provider.SendAsync(new(model, "gpt"));
            if (response.StatusCode == HttpStatusCode.OK)
            {
                http.Response.ContentType = response.Content.Headers.ContentType!.ToString();
                await response.Content.CopyToAsync(http.Response.Body);
                return;
            }
        }

        http.Response.StatusCode = 502;
    }
}
