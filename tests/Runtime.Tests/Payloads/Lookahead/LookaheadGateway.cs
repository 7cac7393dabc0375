using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TracedLlm.Lookahead;
using TracedLlm.Requests;
using TracedLlm.Testing.Activities;
using TracedLlm.Testing.Hosting;
using TracedLlm.Testing.Waiting;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Payloads.Lookahead;

/// <summary>A gateway whose handlers and look ahead are both watched.</summary>
internal sealed class LookaheadGateway : IAsyncDisposable
{
    public const string Path = "/ahead/v1/chat/completions";

    private readonly WebApplication _app;
    private readonly RecordedActivities? _listener;
    private readonly Wire _wire;

    private LookaheadGateway(WebApplication app, RecordedActivities? listener, Wire wire, HttpClient client)
    {
        _app = app;
        _listener = listener;
        _wire = wire;
        Client = client;
    }

    public HttpClient Client { get; }

    public Uri Endpoint => Client.BaseAddress!;

    public CountingPool Pool => _app.Services.GetRequiredService<CountingPool>();

    public SettableClock Clock => _app.Services.GetRequiredService<SettableClock>();

    public RequestLookahead Lookahead => _app.Services.GetRequiredService<RequestLookahead>();

    /// <summary>Completes when all requests so far have ended.</summary>
    public Task RequestsEnded => _app.Services.GetRequiredService<RequestLog>().AllEnded;

    /// <summary>A gateway with one traced route.</summary>
    public static Task<LookaheadGateway> StartAsync(Wire wire, Func<HttpContext, Task<string>> handler, Action<TracedLlmOptions>? options = null) =>
        StartAsync(wire, app => Map(app, handler), options);

    /// <summary>A gateway of the routes and middleware that <paramref name="configure"/> adds.</summary>
    public static async Task<LookaheadGateway> StartAsync(
        Wire wire,
        Action<WebApplication> configure,
        Action<TracedLlmOptions>? options = null,
        Action<WebApplicationBuilder>? services = null,
        Action<KestrelServerOptions>? kestrel = null,
        bool listen = true)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (wire is Wire.TestHost or Wire.TestHostChunked)
        {
            builder.WebHost.UseTestServer();
        }
        else
        {
            builder.WebHost.ConfigureKestrel(server =>
            {
                kestrel?.Invoke(server);
                server.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = wire is Wire.Http2 ? HttpProtocols.Http2 : HttpProtocols.Http1);
            });
        }

        var clock = new SettableClock();
        var pool = new CountingPool();
        var set = new TracedLlmOptions();
        options?.Invoke(set);
        builder.Services.AddSingleton<RequestLog>();
        builder.Services.AddSingleton<IStartupFilter>(provider => provider.GetRequiredService<RequestLog>());
        builder.Services.AddTracedLlm(builder.Configuration, options);
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton(pool);
        builder.Services.AddSingleton(new RequestLookahead(set, clock, pool));
        services?.Invoke(builder);
        var app = builder.Build();
        configure(app);
        await app.StartAsync();
        return new(app, listen ? new RecordedActivities([TracedLlmTelemetry.SourceName]) : null, wire, ClientOf(app, wire));
    }

    public static void Map(WebApplication app, Func<HttpContext, Task<string>> handler)
    {
        app.UseTracedLlm();
        app.MapPost(Path, [TracedLlmRoute] async (HttpContext http) => await http.Response.WriteAsync(await handler(http)));
    }

    /// <summary>The result of the lookahead in the current request.</summary>
    public static RequestBody? BodyOf(HttpContext http) => http.Features.Get<RequestState>()?.Body;

    /// <summary>The same for equal bytes.</summary>
    public static string Hash(ReadOnlySpan<byte> bytes) => $"{bytes.Length}:{Convert.ToHexString(SHA256.HashData(bytes))}";

    /// <summary>A chat request of so many bytes, different for every seed.</summary>
    public static byte[] Chat(int length, int seed = 1)
    {
        var random = new Random(seed);
        var text = new StringBuilder(length).Append("""{"model":"gpt-4o","messages":[{"role":"user","content":" """);
        while (text.Length < length - 4)
        {
            text.Append((char)random.Next('a', 'z' + 1));
        }

        return Encoding.UTF8.GetBytes(text.Append("\"}]}").ToString());
    }

    public Task<string> PostAsync(byte[] body, string contentType = "application/json") => PostAsync(ContentOf(body, contentType));

    public async Task<string> PostAsync(HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = content, Version = Client.DefaultRequestVersion, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (_wire is Wire.Http1Chunked)
        {
            request.Headers.TransferEncodingChunked = true;
        }

        using var response = await Client.SendAsync(request).WaitAsync(Patience.Default);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? text : $"{(int)response.StatusCode} {text}";
    }

    public HttpContent ContentOf(byte[] body, string contentType)
    {
        HttpContent content = _wire is Wire.Http1Chunked or Wire.TestHostChunked
            ? new StreamContent(new UnsizedStream(body))
            : new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return content;
    }

    /// <summary>Stops, and checks that every array came back once and the budget is whole.</summary>
    public async Task StopAsync()
    {
        await RequestsEnded;
        await _app.StopAsync();
        Assert.Equal((0, 0, 0L), (Pool.Out, Pool.WrongReturns, Lookahead.BytesInUse));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        _listener?.Dispose();
    }

    private static HttpClient ClientOf(WebApplication app, Wire wire)
    {
        var client = wire is Wire.TestHost or Wire.TestHostChunked
            ? app.GetTestClient()
            : new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null, Expect100ContinueTimeout = Patience.Default })
            {
                BaseAddress = new Uri(app.Urls.Single()),
                DefaultRequestVersion = wire is Wire.Http2 ? HttpVersion.Version20 : HttpVersion.Version11,
                DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
        foreach (var (name, value) in Canaries.Headers)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }

        return client;
    }
}
