using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace TracedLlm.Export;

/// <summary>The way from ended spans to backends, as it was configured.</summary>
internal sealed class ExportPipeline : ITraceBackends
{
    private readonly BackendContext _context;
    private readonly List<Backend> _backends;

    /// <exception cref="InvalidOperationException">A backend is unknown.</exception>
    public ExportPipeline(BackendContext context)
    {
        _context = context;
        IEnumerable<string> names = context.Options.Callbacks.Count == 0 && OtlpBackend.IsConfigured(context)
            ? ["otlp"]
            : context.Options.Callbacks;
        _backends = [.. names.Select(Backend.Named).Distinct()];

        // Settings are read here as well, so that a bad value ends the program at start-up.
        TraceSampler.Of(context.Configuration, InboundTrust.Continue);
    }

    public IReadOnlyList<string> Names => [.. _backends.Select(backend => backend.Names[0])];

    public ExportService CreateService(IServiceProvider services) => new(
        () => Build(services),
        _context.Ledger,
        services.GetService<RequestsInFlight>(),
        services.GetRequiredService<ILogger<ExportService>>(),
        Names);

    private TracerProvider? Build(IServiceProvider services)
    {
        if (_backends.Count == 0)
        {
            return null;
        }

        var trust = services.GetService<IOptions<TracedLlmOptions>>()?.Value.InboundTrust ?? InboundTrust.Continue;
        var application = services.GetService<IHostEnvironment>()?.ApplicationName ?? "llm-gateway";
        var builder = Sdk.CreateTracerProviderBuilder()
            .AddTracedLlm()
            .SetSampler(TraceSampler.Of(_context.Configuration, trust))
            .SetResourceBuilder(GatewayResource.Of(_context.Configuration, application))
            .AddProcessor(_context.Ledger);
        foreach (var backend in _backends)
        {
            backend.Add(builder, _context);
        }

        return builder.Build();
    }
}
