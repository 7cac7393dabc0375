using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using TracedLlm.Export.Backends;
using TracedLlm.Export.ConsoleTree;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Pipeline;
using TracedLlm.Export.Sampling;
using TracedLlm.Export.Signals;
using TracedLlm.Export.Spool;
using TracedLlm.Export.Tenants;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Setup;

/// <summary>Builds the export from the configuration: the sampler, the resource, the pipeline and the console.</summary>
internal sealed class ExportPipeline : ITraceBackends
{
    // The service's name where neither the host nor a setting has one.
    private const string DefaultName = "llm-gateway";

    private readonly BackendContext _context;
    private readonly BackendSelection _selection;
    private readonly AttachedStore _store;
    private readonly SpoolOptions? _spool;

    // Guards _sampling: services are created on several threads.
    private readonly Lock _gate = new();
    private (Sampler Sampler, SamplingPolicy Policy)? _sampling;

    /// <exception cref="InvalidOperationException">A setting has a value that is not allowed.</exception>
    public ExportPipeline(BackendContext context, BackendSelection selection, AttachedStore store)
    {
        _context = context;
        _selection = selection;
        _store = store;

        // All settings are read here, so that a bad value ends the program at start-up.
        LangfuseBackend.CheckSection(context.Configuration);
        ViewerSettings.CheckSection(context.Configuration);
        _spool = SpoolSettings.Read(context.Configuration);
        Settings = BatchSettings.Read(context.Configuration, context.Options, context.Warnings) with { SpoolMode = SpoolSettings.ReadMode(context.Configuration) };
        TraceSampler.Create(context.Configuration, InboundTrust.Continue, context.Warnings, context.Options);
        GatewayResource.CreateBuilder(context.Configuration, DefaultName, context.Warnings);
        Logs = LogsSettings.Read(context);
        Signals = new SignalExports(MetricsSettings.Read(context), Logs, [.. context.Options.Meters], CreateResource);
    }

    /// <summary>The settings of the log records; <see langword="null"/> if none are sent.</summary>
    public LogsSettings? Logs { get; }

    /// <summary>The export of metrics and log records.</summary>
    public SignalExports Signals { get; }

    public PipelineSettings Settings { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => _store.IsUsed ? [.. _selection.Names, AttachedStore.Name] : _selection.Names;

    public ExportService CreateService(IServiceProvider services)
    {
        // Creates the instruments before the server starts, so that listeners find them.
        services.GetRequiredService<DeliveryMetrics>();
        var ledger = services.GetRequiredService<DeliveryLedger>();
        return new ExportService(
            () => Build(services, ledger),
            ledger,
            services.GetService<IOpenRequests>(),
            Signals,
            services,
            services.GetRequiredService<ILoggerFactory>().CreateLogger(LogCategories.Export),
            !_selection.IsOff && services.GetRequiredService<TenantRouting>().HasSources ? [.. Described(), "destinations of keys and teams"] : [.. Described()],
            () => FindUnusedRoutes(services),
            _selection.WhyEmpty);
    }

    // A host without routing has no endpoints.
    private IEnumerable<string> FindUnusedRoutes(IServiceProvider services) => services.GetService<EndpointDataSource>() is { } endpoints
        ? GetPolicy(services).Routes.FindUnused([.. endpoints.Endpoints.OfType<RouteEndpoint>().Select(static endpoint => endpoint.RoutePattern.RawText).OfType<string>()])
        : [];

    private IEnumerable<string> Described() => Names.Select(name =>
        _selection.Backends.FirstOrDefault(backend => backend.Facts.Name == name)?.Describe() ?? (name == AttachedStore.Name ? $"{name} (in memory)" : name));

    private TracerProvider? Build(IServiceProvider services, DeliveryLedger ledger)
    {
        // A key or a team may have a backend that the operator does not use.
        var hasTenants = !_selection.IsOff && services.GetRequiredService<TenantRouting>().HasSources;
        var store = _store.Start();
        if (_selection.Names.Count == 0 && !hasTenants && store is null)
        {
            return null;
        }

        var resource = CreateResource(services);
        var builder = Sdk.CreateTracerProviderBuilder()
            .AddTracedLlm()
            .SetSampler(GetSampling(services).Sampler)
            .SetResourceBuilder(resource);
        var hasPipeline = _selection.Backends.Count > 0 || hasTenants || store is not null;
        if (hasPipeline)
        {
            var (policy, attributes) = (GetPolicy(services), resource.Build().Attributes.ToList());
            _store.ServiceName = attributes.Find(static attribute => attribute.Key == "service.name").Value as string;
#pragma warning disable CA2000 // The provider disposes the processor, and the processor disposes the pipeline.
            var pipeline = new SpanPipeline(
                Settings with { Sampling = policy },
                ledger,
                _selection.Endpoints,
                _selection.IsOff ? new ConfiguredEndpoints([]) : services.GetRequiredService<IDestinationResolver>(),
                attributes,
                Spool(services),
                log: services.GetService<BackendLog>(),
                admission: services.GetService<RequestAdmission>(),
                store: store is null ? null : new StoreDestination(store, ledger.AddStore(AttachedStore.Name), policy));
            services.GetRequiredService<PipelineSampling>().Pipeline = pipeline;
            builder.AddProcessor(new ExportProcessor(pipeline, ledger).ObserveRuntime());
#pragma warning restore CA2000
        }

        if (_selection.HasConsole)
        {
            ConsoleBackend.Add(builder, _context.Options.Console, ledger, isOnly: !hasPipeline);
        }

        return builder.Build();
    }

    /// <summary>The policy of the export; always the same.</summary>
    public SamplingPolicy GetPolicy(IServiceProvider services) => GetSampling(services).Policy;

    private (Sampler Sampler, SamplingPolicy Policy) GetSampling(IServiceProvider services)
    {
        lock (_gate)
        {
            return _sampling ??= TraceSampler.Create(
                _context.Configuration,
                services.GetService<IOptions<TracedLlmOptions>>()?.Value.InboundTrust ?? InboundTrust.Continue,
                _context.Warnings,
                _context.Options,
                hasBackendRatio: _selection.Endpoints.Any(static endpoint => endpoint.SamplingRate < 1),
                hasTenants: services.GetRequiredService<TenantRouting>().HasSources);
        }
    }

    private ResourceBuilder CreateResource(IServiceProvider services) => GatewayResource.CreateBuilder(
        _context.Configuration, services.GetService<IHostEnvironment>()?.ApplicationName ?? DefaultName, _context.Warnings);

    private Func<ISpoolObserver, ISpool?>? Spool(IServiceProvider services) => _spool is null
        ? null
        : observer => FileSpool.Open(_spool, observer, Settings.Clock, services.GetRequiredService<ILoggerFactory>().CreateLogger(LogCategories.Spool));
}
