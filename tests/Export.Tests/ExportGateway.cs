using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Trace;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Setup;
using TracedLlm.Testing.Hosting;

namespace TracedLlm.Export.Tests;

/// <summary>A gateway of one route that is answered by <c>litellm_request</c> and one attempt, exported as its settings say.</summary>
internal sealed class ExportGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private bool _stopped;

    private ExportGateway(WebApplication app)
    {
        _app = app;
        _client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        foreach (var (name, value) in Canaries.Headers)
        {
            _client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }
    }

    public static async Task<ExportGateway> StartAsync(
        Dictionary<string, string?> settings,
        Action<TracedLlmExportOptions>? configure = null,
        RequestDelegate? handler = null,
        ILoggerProvider? logging = null,
        Action<IServiceCollection>? services = null,
        bool exportAddedFirst = false,
        TracedLlmRouteAttribute? route = null,
        Action<WebApplication>? map = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "test-gateway" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddRouting();
        builder.Services.AddSingleton<EnteredRequests>();
        services?.Invoke(builder.Services);
        if (exportAddedFirst)
        {
            builder.Services.AddTracedLlmExport(builder.Configuration, configure);
            builder.Services.AddTracedLlm(builder.Configuration);
        }
        else
        {
            builder.Services.AddTracedLlm(builder.Configuration);
            builder.Services.AddTracedLlmExport(builder.Configuration, configure);
        }

        if (logging is not null)
        {
            builder.Logging.AddProvider(logging);
        }

        var app = builder.Build();
        app.UseRouting();
        app.UseTracedLlm();
        if (map is not null)
        {
            map(app);
        }
        else
        {
            app.MapPost("/v1/messages", handler ?? AnswerAsync).WithMetadata(route ?? new TracedLlmRouteAttribute());
        }

        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new ExportGateway(app);
    }

    /// <summary>Posts a request with <see cref="Canaries"/> and reads the answer.</summary>
    public Task<string> PostAsync() => PostAsync(Canaries.Body);

    /// <summary>Posts a request with a body and headers of a test's own, and reads the answer.</summary>
    public async Task<string> PostAsync(string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new StringContent(body, null, "application/json") };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    public IServiceProvider Services => _app.Services;

    /// <summary>The counts of all spans.</summary>
    public DeliveryLedger Ledger => _app.Services.GetRequiredService<DeliveryLedger>();

    /// <summary>Completes when a handler that says so has been entered.</summary>
    public Task Entered => _app.Services.GetRequiredService<EnteredRequests>().First.Task;

    public async Task StopAsync()
    {
        if (!_stopped)
        {
            _stopped = true;
            await _app.StopAsync();
        }
    }

    /// <summary>Gives up the spans that wait: the end of a gateway whose backend takes nothing would wait for them.</summary>
    public void GiveUp() => _app.Services.GetServices<IHostedService>().OfType<ExportService>().Single().Provider!.Shutdown(1);

    public ValueTask DisposeUnstoppedAsync()
    {
        _stopped = true;
        return DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private static Task AnswerAsync(HttpContext http)
    {
        using var attempt = LlmSpan.StartCall("claude");
        return http.Response.WriteAsync("hello");
    }
}
