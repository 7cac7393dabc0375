using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Tests.Gateways;

/// <summary>The parts of a gateway under test; the defaults are those of an ordinary gateway.</summary>
internal sealed record GatewaySetup
{
    /// <summary>Its pipeline and routes, <c>UseTracedLlm</c> included.</summary>
    public required Action<WebApplication> App { get; init; }

    /// <summary>Services added before <c>AddTracedLlm</c>.</summary>
    public Action<WebApplicationBuilder> Before { get; init; } = _ => { };

    /// <summary>Services added after <c>AddTracedLlm</c>.</summary>
    public Action<WebApplicationBuilder> After { get; init; } = _ => { };

    /// <summary>How tracing is added.</summary>
    public Action<IServiceCollection, IConfiguration, Action<TracedLlmOptions>> Add { get; init; } =
        static (services, configuration, options) => services.AddTracedLlm(configuration, options);

    /// <summary>Options set in code.</summary>
    public Action<TracedLlmOptions> Options { get; init; } = _ => { };

    /// <summary>Settings of the configuration.</summary>
    public Dictionary<string, string?> Settings { get; init; } = [];

    /// <summary>Sources that are exported besides ours, by a pipeline of the gateway's own.</summary>
    public string[] OtherSources { get; init; } = [];

    /// <summary>Whether logging is on.</summary>
    public bool Logging { get; init; } = true;

    /// <summary>Whether spans are exported.</summary>
    public bool Export { get; init; } = true;

    /// <summary>The checks of all exported spans at the end.</summary>
    public TraceChecks Checks { get; init; } = TraceChecks.All;

    /// <summary>Whether it runs on TestServer in place of Kestrel.</summary>
    public bool TestServer { get; init; }

    /// <summary>Whether it speaks HTTP/2 without encryption, and nothing else.</summary>
    public bool Http2 { get; init; }

    public string Environment { get; init; } = "Production";
}
