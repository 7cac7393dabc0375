using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Export.Delivery;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Viewer.Tests.Hosting;

/// <summary>A gateway of one route with the viewer, on a free port.</summary>
internal sealed class ViewedGateway : IAsyncDisposable
{
    public const string Path = "/v1/chat/completions";

    public const string Body = """{"model":"gpt","messages":[{"role":"user","content":"What is a canary?"}]}""";

    private readonly WebApplication _app;

    private ViewedGateway(WebApplication app)
    {
        _app = app;
        Client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null, AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.Single()) };
        Viewer = new ViewerClient(Client);
    }

    public HttpClient Client { get; }

    public ViewerClient Viewer { get; }

    /// <summary>Runs in front of the handler.</summary>
    public Action? Handling { get; set; }

    public IServiceProvider Services => _app.Services;

    public DeliveryLedger Ledger => _app.Services.GetRequiredService<DeliveryLedger>();

    /// <summary>What became of a backend's spans, as in logs; <see langword="null"/> if there is no such backend.</summary>
    public string? CountsOf(string backend) => Ledger.Backends.FirstOrDefault(one => one.Ledger.Name == backend)?.Ledger.Counts().ToString();

    public static async Task<ViewedGateway> StartAsync(
        RequestDelegate? handler = null,
        Action<TracedLlmViewerOptions>? configure = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? map = null,
        bool isViewed = true,
        string pathBase = "",
        params (string Name, string? Value)[] settings)
    {
        ViewedGateway? gateway = null;
        handler ??= AnswerAsync;
        var app = Build(
            http =>
            {
                gateway?.Handling?.Invoke();
                return handler(http);
            },
            configure,
            services,
            map,
            isViewed,
            "Development",
            onTestServer: false,
            pathBase,
            settings);
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return gateway = new ViewedGateway(app);
    }

    public static WebApplication Build(
        RequestDelegate? handler = null,
        Action<TracedLlmViewerOptions>? configure = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? map = null,
        bool isViewed = true,
        string environment = "Development",
        bool onTestServer = false,
        string pathBase = "",
        params (string Name, string? Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "test-gateway", EnvironmentName = environment });
        if (onTestServer)
        {
            builder.WebHost.UseTestServer();
        }
        else
        {
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        }

        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)));
        builder.Services.AddRouting();
        builder.Services.AddTracedLlm(builder.Configuration);
        builder.Services.AddTracedLlmExport(builder.Configuration);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.UsePathBase(pathBase);
        app.UseRouting();
        app.UseTracedLlm();
        map?.Invoke(app);
        app.MapPost(Path, handler ?? AnswerAsync).WithMetadata(new TracedLlmRouteAttribute());
        if (isViewed)
        {
            app.MapTracedLlmViewer(configure: configure);
        }

        return app;
    }

    public async Task<string> PostAsync(string body = Body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>Sends all spans to the backends; the viewer goes on.</summary>
    public Task FlushAsync() => Task.Run(() => _app.Services.GetRequiredService<Export.Pipeline.PipelineSampling>().Pipeline!.Flush(TracedLlm.Testing.Waiting.Patience.Default));

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    /// <summary>One call to a provider, whose answer is relayed.</summary>
    public static async Task AnswerAsync(HttpContext http)
    {
        var span = LlmSpan.StartCall("gpt-4.1", [new(GenAi.ProviderName, "openai")]);
        using var response = await span.EndWith(Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent(RecordedOpenAi.ChatCompletion, Encoding.UTF8, "application/json"),
            RequestMessage = new HttpRequestMessage(HttpMethod.Post, "https://api.openai.test/v1/chat/completions"),
        }));
        http.Response.ContentType = "application/json";
        await response.Content.CopyToAsync(http.Response.Body);
    }
}
