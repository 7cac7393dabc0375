using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Processes;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Minimal.Tests;

/// <summary>The built sample as two processes, one with a receiver of its spans and one without, before a fake provider.</summary>
public sealed class MinimalGateway : IAsyncLifetime
{
    /// <summary>The receiver of the first one's spans.</summary>
    public OtlpReceiver Receiver { get; private set; } = null!;

    /// <summary>The provider of both; a test gives it the answers.</summary>
    public FakeUpstream Upstream { get; private set; } = null!;

    /// <summary>Sends its spans.</summary>
    public ServerProcess Sending { get; private set; } = null!;

    /// <summary>Prints its trees, and believes a proxy who the caller is.</summary>
    public ServerProcess Printing { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Account = false });
        Upstream = await FakeUpstream.StartAsync();
        var starts = await Task.WhenAll(
            StartAsync(("TracedLlm__Callbacks", "otlp"), ("OTEL_EXPORTER_OTLP_ENDPOINT", Receiver.Endpoint.ToString()), ("OTEL_BSP_SCHEDULE_DELAY", "50")),
            StartAsync(("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true")));
        (Sending, Printing) = (starts[0], starts[1]);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await Sending.DisposeAsync();
        await Printing.DisposeAsync();
        await Upstream.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    private Task<ServerProcess> StartAsync(params (string Name, string Value)[] variables) => ServerProcess.StartAsync(
        Path.Combine(AppContext.BaseDirectory, "minimal-gateway.dll"), [("PROVIDER_URL", new Uri(Upstream.Endpoint, "v1/chat/completions").ToString()), .. variables]);
}
