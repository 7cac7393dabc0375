using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Metadata;

namespace TracedLlm.Tests.HttpClients;

/// <summary>A gateway that calls its provider with a client of the factory's, and has no traced call of its own.</summary>
internal static class ClientGateway
{
    public const string Chat = MetadataGateway.Chat;

    public const string Client = "provider";

    /// <summary>What it asks its provider: a deployment's model, not the one that its caller asks for.</summary>
    public const string Question = """{"messages":[],"model":"gpt-4o-eu"}""";

    /// <summary>The model in the caller's request.</summary>
    public const string Request = """{"model":"gpt-4o"}""";

    /// <summary>Attributes of an attempt.</summary>
    public static readonly string[] OfAttempt =
        ["http.", "server.address", "error.type", "gen_ai.provider.name", "litellm.provider", "litellm.outcome", "litellm.attempt.index", "litellm.attempt.kind", "litellm.model_group"];

    public static Task<TestGateway> StartAsync(
        FakeUpstream upstream,
        Func<HttpContext, HttpClient, Task> handler,
        Action<IHttpClientBuilder>? client = null,
        Tracing tracing = Tracing.On,
        GatewaySetup? setup = null)
    {
        setup ??= new() { App = _ => { } };
        return TestGateway.StartAsync(setup with
        {
            Export = tracing != Tracing.Off,
            Settings = new(setup.Settings) { ["OTEL_TRACES_SAMPLER"] = tracing == Tracing.Unsampled ? "always_off" : null },
            Before = builder =>
            {
                setup.Before(builder);
                var added = builder.Services.AddHttpClient(Client, http => http.BaseAddress = upstream.Endpoint);
                (client ?? (static provider => provider.AddTracedLlmCall()))(added);
            },
            App = app =>
            {
                setup.App(app);
                app.UseTracedLlm();
                app.MapPost(Chat, [TracedLlmRoute] (HttpContext http, IHttpClientFactory clients) => handler(http, clients.CreateClient(Client)));
            },
        });
    }

    public static Task<GatewayAnswer> AskAsync(this TestGateway gateway, params string[] headers) => gateway.PostBodyAsync(Chat, Request, headers);

    /// <summary>Sends the question on and the answer back, as it comes.</summary>
    public static async Task ForwardAsync(HttpContext http, HttpClient client)
    {
        using var request = Asked();
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, http.RequestAborted);
        await ForwardAsync(http, response);
    }

    public static async Task ForwardAsync(HttpContext http, HttpResponseMessage response)
    {
        http.Response.StatusCode = (int)response.StatusCode;
        http.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await response.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    public static HttpRequestMessage Asked(HttpContent? content = null) =>
        new(HttpMethod.Post, "v1/chat/completions") { Content = content ?? new StringContent(Question, Encoding.UTF8, "application/json") };

    public static bool IsWorthARetry(HttpStatusCode status) => (int)status is 429 or >= 500;
}
