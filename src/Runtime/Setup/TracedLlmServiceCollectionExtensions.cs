using System.Buffers;
using System.Collections.Frozen;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using TracedLlm.Authentication;
using TracedLlm.Exporting;
using TracedLlm.Failures;
using TracedLlm.Lookahead;
using TracedLlm.Propagation;
using TracedLlm.Report;
using TracedLlm.Requests;
using TracedLlm.Responses;
using TracedLlm.Routes;
using TracedLlm.Settings;

namespace TracedLlm;

/// <summary>Adds tracing to a gateway's services.</summary>
public static class TracedLlmServiceCollectionExtensions
{
    /// <summary>
    /// Adds the tracing of LLM routes: its options, the <c>auth</c> span of ASP.NET Core's authentication, and the propagator that
    /// decides what leaves a traced request.
    /// </summary>
    /// <remarks>
    /// The propagator is <see cref="System.Diagnostics.DistributedContextPropagator.Current"/>, which is one for the whole process:
    /// the first call wraps the propagator that is there, and further calls keep it. It acts on every HTTP client of the process
    /// that is created afterwards, but only inside a traced request; everywhere else the wrapped propagator does what it did. Call
    /// this method before the first HTTP client is created: a client keeps the propagator that it was created with. Code that
    /// sets another propagator later switches ours off for new clients, unless it wraps it.
    /// </remarks>
    /// <param name="services">The services of the gateway.</param>
    /// <param name="configuration">Where the section <c>TracedLlm</c> is read from; none by default.</param>
    /// <param name="configure">Changes the options after the configuration has been read.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="InvalidOperationException">
    /// The value of a setting is not allowed. A setting that is unknown stops the program at start-up, when all packages are added.
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
            // Read once at once, so that a bad value is an error here and not at the first request.
            TracedLlmOptions.Settings.Apply(configuration, new TracedLlmOptions());
            options.Configure(settings => TracedLlmOptions.Settings.Apply(configuration, settings));

            // Not before the options are used: a package that is added later has settings of its own.
            options.PostConfigure<IEnumerable<PackageSettings>>((_, packages) => PackageSettings.RefuseUnknown(configuration, packages));
        }

        if (configure is not null)
        {
            options.Configure(configure);
        }

        ProcessPropagator.Install();
        if (!services.Any(descriptor => descriptor.ServiceType == typeof(PipelineState)))
        {
            options.PostConfigure(TracedLlmOptions.Settings.Check);
            services.AddSingleton(new PackageSettings(TracedLlmOptions.Settings));
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
            services.TryAddSingleton(static provider =>
            {
                var content = provider.GetRequiredService<IOptions<TracedLlmOptions>>().Value.CaptureContent;
                return new RequestServices
                {
                    Payloads = provider.GetService<ResponsePayloads>() ?? new ApiResponses(content),
                    CapturesContent = content,
                    Failures = provider.GetRequiredService<FailureLogs>(),
                    InFlight = provider.GetRequiredService<RequestsInFlight>(),
                    KeptFields = provider.GetService<IKeptRequestFields>()?.Names.ToFrozenSet(StringComparer.Ordinal),
                };
            });
            services.AddTransient<IStartupFilter, ArrivalStartupFilter>();
            AuthenticationTracing.Add(services);
        }

        return services;
    }
}
