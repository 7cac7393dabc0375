using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using TracedLlm.Export;

namespace TracedLlm.Samples.Gateway;

/// <summary>Builds the gateway's application.</summary>
internal static partial class GatewayApplication
{
    private const string Name = "gateway";

    /// <param name="configuration">The gateway's configuration.</param>
    /// <param name="arguments">ASP.NET Core's own settings, such as <c>--urls</c>.</param>
    /// <param name="trees">The writer for the trees of the traces; by default the console. With a writer the gateway writes no log, so that only trees are printed.</param>
    /// <param name="configure">Changes the services, as a test does that has providers of its own.</param>
    public static WebApplication Create(GatewayConfiguration configuration, string[] arguments, TextWriter? trees = null, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = arguments, ApplicationName = Name });
        return Build(builder, configuration, trees, configure);
    }

    /// <summary>Builds an application that reads no setting but those of <paramref name="configuration"/>, and writes nothing.</summary>
    /// <param name="configuration">The gateway's configuration.</param>
    /// <param name="server">The server.</param>
    public static WebApplication CreateWithoutNetwork(GatewayConfiguration configuration, IServer server)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = Name });
        builder.Services.AddRouting();
        return Build(builder, configuration, TextWriter.Null, services => services.AddSingleton(server));
    }

    private static WebApplication Build(WebApplicationBuilder builder, GatewayConfiguration configuration, TextWriter? trees, Action<IServiceCollection>? configure)
    {
        HostSettings.Check(builder.Configuration);
        builder.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None); // GatewayCommand writes the reason in one line.
        if (trees is not null)
        {
            builder.Logging.ClearProviders();
        }

        var limits = ServerLimits.Create(configuration, HostSettings.ReadMostConnections(builder.Configuration), DescriptorLimit.Read());
        var connections = new OpenConnections(limits);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // A provider's header may have bytes outside ASCII, which HttpClient decodes as Latin-1.
            kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
            kestrel.Limits.MaxConcurrentConnections = null; // BoundedListenerFactory has the limit.
            kestrel.Limits.MaxConcurrentUpgradedConnections = limits.Requests;
        });

        if (configuration.JsonLogs && trees is null)
        {
            builder.Logging.AddJsonConsole(console => console.IncludeScopes = true);
        }

        if (configuration.IsVerbose)
        {
            builder.Logging.SetMinimumLevel(LogLevel.Debug);
        }

        builder.Configuration.AddInMemoryCollection(TracingSettings.Defaults(configuration, builder.Configuration));
        builder.Configuration.AddInMemoryCollection(TracingSettings.FromConfiguration(configuration));
        builder.Services.AddTracedLlm(builder.Configuration);
        builder.Services.AddTracedLlmExport(builder.Configuration, options => options.Console = trees);
        builder.Services.AddSingleton(connections);
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.Backlog = limits.Backlog);
        builder.Services.AddSingleton<IConnectionListenerFactory>(provider => new BoundedListenerFactory(ActivatorUtilities.CreateInstance<SocketTransportFactory>(provider), connections));
        AddGateway(builder.Services, configuration, limits);
        if (builder.Configuration.GetValue<bool>("CountSpend"))
        {
            // By choice: a request log has requests recorded that are not sampled.
            builder.Services.AddSingleton<ILlmRequestLog, SpendCounter>();
        }

        configure?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseWebSockets(); // in front of UseTracedLlm, which reads the messages of a session
        app.Use((http, next) =>
        {
            // In front of UseTracedLlm, which reads the beginning of a body.
            RequestSizeLimit.Set(http, configuration);
            return next(http);
        });
        if (configuration.CorsOrigins.Count > 0)
        {
            app.UseCors(); // A browser's preflight has no key and no trace.
        }

        // In front of UseTracedLlm, so that nothing is read or held for a request that is refused.
        app.Use(app.Services.GetRequiredService<GlobalLimit>().InvokeAsync);
        app.UseTracedLlm();
        app.Services.GetRequiredService<LlmEndpoint>().Map(app);

        app.Services.GetRequiredService<ModelsEndpoint>().Map(app);
        app.Services.GetRequiredService<TracingHealth>().Map(app);
        app.Services.GetRequiredService<HealthEndpoint>().Map(app);
        app.Services.GetRequiredService<ModelInfoEndpoint>().Map(app);
        app.Services.GetRequiredService<TokenCounterEndpoint>().Map(app);
        app.Services.GetRequiredService<UnknownRoute>().Map(app);
        if (app.Environment.IsDevelopment())
        {
            app.MapTracedLlmViewer();
        }

        foreach (var warning in configuration.Warnings.Concat(limits.Warnings))
        {
            ConfigurationWarning(app.Logger, warning);
        }

        app.Lifetime.ApplicationStarted.Register(() =>
        {
            foreach (var warning in AccessWarnings.For(configuration, app.Urls))
            {
                ConfigurationWarning(app.Logger, warning);
            }
        });
        return app;
    }

    private static void AddGateway(IServiceCollection services, GatewayConfiguration configuration, ServerLimits limits)
    {
        services.AddSingleton(limits);
        services.AddSingleton(configuration);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<FailureCounter>();
        services.AddSingleton<ILlmFailureLog>(static provider => provider.GetRequiredService<FailureCounter>());
        services.AddSingleton<GlobalLimit>();
        services.AddSingleton<KeyLimits>();
        services.AddSingleton<DeploymentLimits>();
        services.AddSingleton(Random.Shared);
        services.AddSingleton<OpenCalls>();
        services.AddSingleton<Latencies>();
        services.AddSingleton<Cooldowns>();
        services.AddSingleton(RoutingStrategies.Create);
        services.AddSingleton<DeploymentSelector>();
        services.AddSingleton<IModelPrices, DeploymentPrices>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<SessionPolicy>();
        if (CallerDestinations.AreIn(configuration))
        {
            services.AddSingleton<ITraceDestinations, CallerDestinations>();
        }

        if (KeyRing.HasParents(configuration))
        {
            services.AddOptions<TracedLlmOptions>().Configure<KeyRing>(static (options, keys) => options.ParentFromCaller = http => keys.FindParent(http.Request));
        }

        services.AddCors(cors => cors.AddDefaultPolicy(policy =>
        {
            policy.WithOrigins([.. configuration.CorsOrigins]).AllowAnyMethod().AllowAnyHeader().SetPreflightMaxAge(TimeSpan.FromMinutes(10));
            if (configuration.CorsAllowCredentials)
            {
                policy.AllowCredentials().WithExposedHeaders(GatewayHeaders.Readable);
            }
            else
            {
                policy.WithExposedHeaders("*"); // Request ids, rate limits, and what steers a client's retries.
            }
        }));
        services.AddSingleton<ModelTable>();
        services.AddSingleton<RemovedFields>();
        services.AddSingleton<ProviderClient>();
        services.AddSingleton<ProviderSession>();
        services.AddSingleton<Router>();
        services.AddSingleton<ResponseCache>();
        services.AddSingleton<ResponseRelay>();
        services.AddSingleton<CallerGuardrails>();
        services.AddSingleton<GuardrailPipeline>();
        services.AddSingleton<LlmEndpoint>();
        services.AddSingleton<ModelsEndpoint>();
        services.AddSingleton<TracingHealth>();
        services.AddSingleton<ProviderQuery>();
        services.AddSingleton<ProviderProbe>();
        services.AddSingleton<HealthEndpoint>();
        services.AddSingleton<ModelInfoEndpoint>();
        services.AddSingleton<TokenCounterEndpoint>();
        services.AddSingleton<KnownRoutes>();
        services.AddSingleton<UnknownRoute>();
        foreach (var guardrail in configuration.Guardrails)
        {
            services.AddSingleton<IGuardrail>(provider => guardrail switch
            {
                GuardrailSettings.Pattern pattern => new PatternGuardrail(pattern),
                GuardrailSettings.GenericApi api => new GenericGuardrail(api, provider.GetRequiredService<IHttpClientFactory>(), provider.GetRequiredService<TimeProvider>()),
                _ => throw new InvalidOperationException($"There is no guardrail for the settings {guardrail.GetType()}."),
            });
        }

        // Connections are renewed one by one, so that changes of DNS are seen. A new handler every two minutes, the default, would close all of
        // them at once.
        var connectionLifetime = TimeSpan.FromMinutes(5);
        services.ConfigureHttpClientDefaults(static clients => clients.SetHandlerLifetime(Timeout.InfiniteTimeSpan));

        // The gateway has its own time limits. A redirect would send the key of a provider or of a guardrail to another host.
        services.AddHttpClient(ProviderClient.HttpClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8, // as the server decodes them
                PooledConnectionLifetime = connectionLifetime,

                // A request has one call at a time, so that none waits for a connection.
                MaxConnectionsPerServer = limits.Requests,
            });
        services.AddHttpClient(ProviderQuery.HttpClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null, PooledConnectionLifetime = connectionLifetime });
        services.AddHttpClient(ProviderClient.SimulatedClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider => new SimulatedProvider(provider.GetRequiredService<TimeProvider>()));
        services.AddHttpClient(GenericGuardrail.HttpClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, MaxConnectionsPerServer = limits.Requests, PooledConnectionLifetime = connectionLifetime });
        services.AddHttpClient(GenericGuardrail.SimulatedClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider => new SimulatedGuardrail(provider.GetRequiredService<TimeProvider>()));
    }

    [LoggerMessage(LogLevel.Warning, "{Warning}")]
    private static partial void ConfigurationWarning(ILogger logger, string warning);
}
