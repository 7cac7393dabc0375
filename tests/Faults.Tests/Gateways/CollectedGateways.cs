using TracedLlm.Testing.Backends;

namespace TracedLlm.Faults.Tests.Gateways;

/// <summary>Gateways that send their spans to one collector, and the folder of their files, which Dispose deletes.</summary>
internal sealed class CollectedGateways : IAsyncDisposable
{
    private CollectedGateways(CollectorReceiver collector) => Collector = collector;

    public string Folder { get; } = Directory.CreateTempSubdirectory("faults-").FullName;

    public CollectorReceiver Collector { get; }

    /// <summary>Starts the collector.</summary>
    public static async Task<CollectedGateways> OpenAsync()
    {
        var collector = await CollectorReceiver.StartAsync();
        collector.KeepsBytes = false;
        return new(collector);
    }

    /// <summary>Starts a gateway.</summary>
    /// <param name="yaml">Its configuration.</param>
    /// <param name="environment">Its environment variables, besides the collector's.</param>
    public Task<FaultGateway> StartAsync(string yaml, params (string Name, string Value)[] environment) =>
        FaultGateway.StartAsync(Folder, yaml, Variables(environment));

    /// <summary>The environment variables of a gateway of the collector.</summary>
    public (string Name, string Value)[] Variables(params (string Name, string Value)[] environment) =>
        [("OTEL_EXPORTER_OTLP_ENDPOINT", Collector.Endpoint.ToString()), .. environment];

    public async ValueTask DisposeAsync()
    {
        await Collector.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
