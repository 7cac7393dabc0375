using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TracedLlm.Endings.Tests.Endings;
using TracedLlm.Endings.Tests.Routes;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Endings.Tests.Gateways;

/// <summary>One gateway on 127.0.0.1 that serves every row of the table in every form, between a provider and a backend.</summary>
public sealed class RunningGateway : IAsyncLifetime
{
    /// <summary>The answer of exception handlers and filters.</summary>
    internal const int StatusOfHidden = 502;

    private WebApplication? _app;
    private FakeUpstream? _upstream;
    private ProviderClient? _providers;

    /// <summary>Settings in addition to the settings of every gateway of these tests.</summary>
    internal Dictionary<string, string?> Settings { get; init; } = [];

    /// <summary>Called with the trace of every request while its handler runs.</summary>
    internal Action<LlmTrace>? Sees { get; init; }

    internal IServiceProvider Services => _app!.Services;

    internal FakeUpstream Upstream => _upstream!;

    /// <summary>The backend that receives the spans.</summary>
    internal OtlpReceiver Receiver { get; private set; } = null!;

    internal Exchanges Exchanges { get; } = new();

    /// <summary>The address for HTTP/1.1.</summary>
    internal Uri Http1 { get; private set; } = null!;

    /// <summary>The address for HTTP/2.</summary>
    internal Uri Http2 { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Receiver = await OtlpReceiver.StartAsync();
        _upstream = await FakeUpstream.StartAsync(Exchanges.Answer);
        _providers = new ProviderClient(_upstream.Endpoint);
        _app = Build(new GatewayHandler(Exchanges, new GuardrailRunner(), _providers));
        await _app.StartAsync();
        var addresses = _app.Urls.ToList();
        Http1 = new Uri(addresses[0]);
        Http2 = new Uri(addresses[1]);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        _providers!.Dispose();
        await _upstream!.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    private static void Map(IEndpointRouteBuilder routes, RouteForm entrance, RequestDelegate handler, Action<IEndpointConventionBuilder>? configure = null)
    {
        foreach (var row in GatewayRow.All)
        {
            var endpoint = routes.MapMethods(Exchange.Prefix(entrance) + row.Template, [row.Facts.Method], handler);
            configure?.Invoke(endpoint);
        }
    }

    private WebApplication Build(GatewayHandler handler)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Receiver.Endpoint.ToString(),
            ["OTEL_BSP_SCHEDULE_DELAY"] = "20",
            ["OTEL_BSP_MAX_QUEUE_SIZE"] = "100000",
        });
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddSingleton(handler);
        builder.Services
            .AddControllers(mvc =>
            {
                mvc.Conventions.Add(new EveryRowConvention());
                mvc.Filters.Add<HidingExceptionFilter>();
            })
            .AddApplicationPart(typeof(EveryRowController).Assembly);
        builder.Services.AddTracedLlm(builder.Configuration);
        builder.Services.AddTracedLlmExport(builder.Configuration);
        var app = builder.Build();
        app.UseTracedLlm();
        if (Sees is { } sees)
        {
            app.Use((http, next) =>
            {
                sees(LlmTrace.Current!);
                return next(http);
            });
        }

        app.UseWhen(
            http => http.Request.Path.StartsWithSegments(Exchange.Prefix(RouteForm.ExceptionHandler)),
            branch => branch.UseExceptionHandler(errors => errors.Run(http =>
            {
                http.Response.StatusCode = StatusOfHidden;
                return Task.CompletedTask;
            })));
        Map(app, RouteForm.Endpoint, handler.HandleAsync);
        Map(app, RouteForm.Unguarded, handler.HandleOrThrowAsync);
        Map(app, RouteForm.ExceptionHandler, handler.HandleOrThrowAsync);
        Map(app, RouteForm.EndpointFilter, handler.HandleOrThrowAsync, endpoint => endpoint.AddEndpointFilter(async (context, next) =>
        {
            try
            {
                return await next(context);
            }
            catch (Exception exception) when (exception is GatewayException or InvalidOperationException or PolicyViolation)
            {
                return Results.StatusCode(StatusOfHidden);
            }
        }));
        app.MapControllers();
        return app;
    }
}
