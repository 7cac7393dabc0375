using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using TracedLlm.Testing.Processes;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Faults.Tests.Gateways;

/// <summary>The sample gateway as a process, with a key and with short delays of the export.</summary>
internal sealed class FaultGateway : IAsyncDisposable
{
    public const string Key = "sk-of-the-campaign";

    /// <summary>A gateway with one simulated model, whose spans go to one backend.</summary>
    public const string SimulatedYaml = $$"""
        model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]
        litellm_settings: { callbacks: [otel], num_retries: 0 }
        general_settings: { master_key: {{Key}} }
        """;

    private const string Assembly = "gateway.dll";

    private readonly ServerProcess _process;

    private FaultGateway(ServerProcess process)
    {
        _process = process;
        Client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = process.Client.BaseAddress, Timeout = Patience.Default };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
    }

    /// <summary>A client that sends the key.</summary>
    public HttpClient Client { get; }

    public Uri Endpoint => _process.Client.BaseAddress!;

    /// <summary>What the gateway has written.</summary>
    public string Output => _process.Output;

    /// <summary>Its descriptors, threads and memory.</summary>
    public ProcessFootprint Footprint => ProcessFootprint.Read(_process.Id);

    /// <summary>Starts a gateway.</summary>
    /// <param name="folder">A folder for its configuration file.</param>
    /// <param name="yaml">Its configuration.</param>
    /// <param name="environment">Its environment variables, besides the test's.</param>
    public static Task<FaultGateway> StartAsync(string folder, string yaml, params (string Name, string Value)[] environment) =>
        StartAsync(Path.Combine(AppContext.BaseDirectory, Assembly), folder, yaml, environment);

    /// <summary>Starts a gateway whom the modes of files and directories bind, also if the tests run as root.</summary>
    /// <param name="folder">A folder for its configuration file.</param>
    /// <param name="yaml">Its configuration.</param>
    /// <param name="environment">Its environment variables, besides the test's.</param>
    [UnsupportedOSPlatform("windows")]
    public static Task<FaultGateway> StartBoundByModesAsync(string folder, string yaml, params (string Name, string Value)[] environment) =>
        StartAsync(ProgramBoundByModes.Write(folder, Path.Combine(AppContext.BaseDirectory, Assembly)), folder, yaml, environment);

    /// <summary>Starts a gateway that may have few files and sockets open.</summary>
    /// <param name="descriptors">How many.</param>
    /// <param name="folder">A folder for its configuration file.</param>
    /// <param name="yaml">Its configuration.</param>
    /// <param name="environment">Its environment variables, besides the test's.</param>
    [UnsupportedOSPlatform("windows")]
    public static Task<FaultGateway> StartWithDescriptorsAsync(int descriptors, string folder, string yaml, params (string Name, string Value)[] environment) =>
        StartAsync(ProgramWithDescriptors.Write(folder, Path.Combine(AppContext.BaseDirectory, Assembly), descriptors), folder, yaml, environment);

    /// <summary>Waits until the gateway has written a text.</summary>
    /// <exception cref="TimeoutException">With its output.</exception>
    public Task WaitForOutputAsync(string text) => _process.WaitForOutputAsync(text);

    /// <summary>Reads the ledger.</summary>
    public async Task<LedgerReport> ReadLedgerAsync() => LedgerReport.Parse(await Client.GetStringAsync(new Uri("health/tracing", UriKind.Relative)));

    /// <summary>Waits until every span has reached its last place, and returns the ledger, whose counts add up.</summary>
    /// <exception cref="TimeoutException">With the ledger and the gateway's output.</exception>
    public async Task<LedgerReport> SettleAsync()
    {
        var ledger = await WaitForLedgerAsync(report => report.IsSettled);
        ledger.RequireBalance();
        return ledger;
    }

    /// <summary>Waits until the ledger fulfils a condition.</summary>
    /// <exception cref="TimeoutException">With the ledger and the gateway's output.</exception>
    public async Task<LedgerReport> WaitForLedgerAsync(Func<LedgerReport, bool> until)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var ledger = await ReadLedgerAsync();
            if (until(ledger))
            {
                return ledger;
            }

            if (clock.Elapsed > Patience.Default)
            {
                throw new TimeoutException($"The ledger is {ledger}. The gateway wrote:\n{Output}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(25));
        }
    }

    /// <summary>Sends a chat request, and returns its status.</summary>
    /// <param name="session">The session of the request, by which its spans are found.</param>
    /// <param name="model">The model.</param>
    /// <param name="stream">Whether the answer is streamed.</param>
    public async Task<int> ChatAsync(string session, string model = "demo", bool stream = false)
    {
        using var answer = await Client.PostAsJsonAsync(
            new Uri("v1/chat/completions", UriKind.Relative),
            new { model, stream, messages = new[] { new { role = "user", content = $"Hello from {session}" } }, metadata = new { session_id = session } });
        await answer.Content.ReadAsByteArrayAsync();
        return (int)answer.StatusCode;
    }

    /// <summary>Sends SIGTERM and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> TerminateAsync() => _process.TerminateAsync();

    /// <summary>Sends SIGKILL and waits for the end.</summary>
    public Task KillAsync() => _process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }

    // The campaign looks at what a gateway does, not at how fast it is: it compiles as little as it can before the first request.
    private static async Task<FaultGateway> StartAsync(string program, string folder, string yaml, (string Name, string Value)[] environment)
    {
        var file = Path.Combine(folder, $"{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(file, yaml);
        return new(await ServerProcess.StartAsync(
            program, ["--config", file, "--urls", "http://127.0.0.1:0"], [("OTEL_BSP_SCHEDULE_DELAY", "50"), ("DOTNET_gcServer", "0"), ("DOTNET_TieredPGO", "0"), ("GATEWAY_WARM_UP", "false"), .. environment]));
    }
}
