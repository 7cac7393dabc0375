using System.Buffers;
using System.Collections.Frozen;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TracedLlm.Authentication;
using TracedLlm.Conventions;
using TracedLlm.Cost;
using TracedLlm.Events;
using TracedLlm.Exporting;
using TracedLlm.Failures;
using TracedLlm.Generated;
using TracedLlm.Lookahead;
using TracedLlm.Metrics;
using TracedLlm.Propagation;
using TracedLlm.Redaction;
using TracedLlm.Report;
using TracedLlm.RequestLog;
using TracedLlm.Requests;
using TracedLlm.Responses;
using TracedLlm.Routes;
using TracedLlm.Settings;
using TracedLlm.Tree;

namespace TracedLlm;

/// <summary>Adds tracing to a gateway's services.</summary>
public static class TracedLlmServiceCollectionExtensions
{
    /// <summary>
    /// Adds the tracing of LLM routes: its options, the <c>auth</c> span of ASP.NET Core's authentication, and the propagator
    /// that decides which trace headers leave a traced request.
    /// </summary>
    /// <remarks>
    /// The propagator replaces <see cref="System.Diagnostics.DistributedContextPropagator.Current"/>, which the whole process
    /// shares. The first call wraps the existing propagator; further calls change nothing. The propagator acts on every HTTP
    /// client of the process that is created after the call, but only inside a traced request. Outside a traced request it calls
    /// the wrapped propagator. Call this method before the first HTTP client is created, because a client keeps the propagator
    /// that was current at its creation. If other code sets another propagator later and does not wrap this one, new clients do
    /// not use this one.
    /// </remarks>
    /// <param name="services">The services of the gateway.</param>
    /// <param name="configuration">The configuration with the section <c>TracedLlm</c>; <see langword="null"/> reads no configuration.</param>
    /// <param name="configure">Changes the options after the configuration has been read.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="InvalidOperationException">
    /// The value of a setting is not allowed. An unknown setting also throws this exception, but at the start of the host, when
    /// all packages have been added.
    /// </exception>
    public static IServiceCollection AddTracedLlm(
        this IServiceCollection services,
        IConfiguration? configuration = null,
        Action<TracedLlmOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<TracedLlmOptions>();
        if (configuration is not null)
        {
            // This first read throws at a wrong value here, and not at the first request.
            var warnings = new SettingWarnings();
            TracedLlmSettings.Rows.Apply(configuration, new TracedLlmOptions(), warnings);
            services.AddSingleton(warnings);
            options.Configure(settings => TracedLlmSettings.Rows.Apply(configuration, settings));

            // This check runs when the options are first used, because a package that is added later has its own settings.
            options.PostConfigure<IEnumerable<PackageSettings>>((_, packages) => PackageSettings.RefuseUnknown(configuration, packages));
        }

        if (configure is not null)
        {
            options.Configure(configure);
        }

        ProcessPropagator.Install();
        if (!services.Any(descriptor => descriptor.ServiceType == typeof(PipelineState)))
        {
            options.PostConfigure(TracedLlmSettings.Rows.Check);
            services.AddSingleton(new PackageSettings(TracedLlmSettings.Rows));
            services.AddSingleton<PipelineState>();
            services.AddSingleton<RequestsInFlight>();
            services.AddSingleton<IOpenRequests>(static provider => provider.GetRequiredService<RequestsInFlight>());
            services.AddHostedService<ShutdownService>();
            services.AddSingleton<GatewayReport>(static provider =>
                new(provider.GetServices<ITraceBackends>(), provider.GetService<EndpointDataSource>()));
            services.AddHostedService<GatewayReportService>();
            services.AddSingleton(static provider => new RequestLookahead(
                provider.GetRequiredService<IOptions<TracedLlmOptions>>().Value,
                provider.GetService<TimeProvider>() ?? TimeProvider.System,
                ArrayPool<byte>.Shared));
            services.AddLogging();
            services.AddSingleton<ILlmFailureLog, FailureLogger>();
            services.AddSingleton<FailureLogs>();
            services.AddSingleton<RequestLogs>();
            services.AddSingleton(static provider =>
            {
                var settings = provider.GetRequiredService<IOptions<TracedLlmOptions>>().Value;
                return new RequestMeasurement(new RequestMetrics(settings.MaxMetricAttributeValues, settings.MetricAttributes));
            });
            services.AddHostedService<RequestLogService>();
            services.TryAddSingleton(static provider =>
            {
                var logs = provider.GetRequiredService<RequestLogs>();
                var settings = provider.GetRequiredService<IOptions<TracedLlmOptions>>().Value;

                // Now, because the last requests end when the provider is disposed.
                var schemes = provider.GetService<IAuthenticationSchemeProvider>();
                return new RequestServices
                {
                    Clock = provider.GetService<TimeProvider>() ?? TimeProvider.System,
                    Payloads = provider.GetService<ResponsePayloads>() ?? new ApiResponses(),
                    CapturesContent = settings.CaptureContent,
                    ContentOnSpans = settings.ContentOnSpans,
                    ContentTrust = settings.ContentTrust,
                    ContentLimits = ContentLimits.Create(settings.MaxContentLength, settings.MaxSpanContentLength),
                    Redaction = ContentRedaction.Create(settings.Redact, provider.GetServices<IContentRedactor>()),
                    CapturesProviderErrors = settings.CaptureProviderErrors,
                    Authentication = new GatewayAuthentication(() => AuthenticationTracing.HasScheme(schemes) || TracedMembers.HasAuthentication),
                    UnauthenticatedTrust = settings.UnauthenticatedTrust,
                    Failures = provider.GetRequiredService<FailureLogs>(),
                    Report = logs.Any ? logs : null,
                    Enrichers = SpanEnrichers.Create(provider.GetServices<ILlmSpanEnricher>()),
                    Events = settings.WriteEvents
                        ? new RequestEvents(provider.GetRequiredService<ILoggerFactory>().CreateLogger(TracedLlmTelemetry.EventsCategory))
                        : null,
                    Prices = ModelPriceSources.Create(settings.ModelPrices, provider.GetService<IModelPrices>(), provider.GetRequiredService<ILoggerFactory>()),
                    Measurement = provider.GetRequiredService<RequestMeasurement>(),
                    ScopeLogger = settings.LogScopes ? provider.GetRequiredService<ILoggerFactory>().CreateLogger(LogCategories.Requests) : null,
                    InFlight = provider.GetRequiredService<RequestsInFlight>(),
                    Sampling = provider.GetService<ITraceSampling>(),
                    KeptFields = provider.GetService<IKeptRequestFields>()?.Names.ToFrozenSet(StringComparer.Ordinal),
                };
            });
            services.AddTransient<IStartupFilter, ArrivalStartupFilter>();
            AuthenticationTracing.Add(services);
        }

        return services;
    }
}
