using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using TracedLlm.Testing.Processes;

namespace TracedLlm.Dashboard.Tests;

/// <summary>The Aspire dashboard as a process, with its API for telemetry and without authentication.</summary>
public sealed class AspireDashboard : IAsyncLifetime
{
    private const string AnyPort = "http://127.0.0.1:0";

    private ServerProcess? _process;

    /// <summary>What is missing for it; <see langword="null"/> if nothing is.</summary>
    public static string? Missing { get; } = File.Exists(Program)
        ? null
        : $"There is no Aspire dashboard {Program}: .ci/slow downloads it (dotnet build tests/Slow/Dashboard -c Release -p:Slow=true), for Linux x64.";

    private static string Program =>
        typeof(AspireDashboard).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static data => data.Key == "Dashboard").Value!;

    /// <summary>Starts it, where it is.</summary>
    public async Task InitializeAsync()
    {
        if (Missing is null)
        {
            _process = await ServerProcess.StartAsync(
                Program,
                ("ASPIRE_DASHBOARD_API_ENABLED", "true"),
                ("ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS", "true"),
                ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", AnyPort),
                ("ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", AnyPort));
        }
    }

    /// <summary>Stops it.</summary>
    public async Task DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }

    /// <summary>The address that it takes OTLP at.</summary>
    /// <param name="protocol">The value of <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>.</param>
    internal async Task<string> EndpointAsync(string protocol)
    {
        var listening = $"OTLP/{(protocol == "grpc" ? "gRPC" : "HTTP")} listening on: ";
        var output = await _process!.WaitForOutputAsync(listening);
        return output[(output.IndexOf(listening, StringComparison.Ordinal) + listening.Length)..].Split('\n')[0].Trim();
    }

    /// <summary>What its API says of one kind of telemetry: <c>resources</c>, <c>traces</c> or <c>logs</c>.</summary>
    internal Task<JsonElement> ReadAsync(string kind) => _process!.Client.GetFromJsonAsync<JsonElement>(new Uri($"api/telemetry/{kind}", UriKind.Relative));
}
