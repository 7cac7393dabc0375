using System.Text;
using TracedLlm.Faults.Tests.Gateways;
using TracedLlm.Testing.Backends;

namespace TracedLlm.Faults.Tests.Collectors;

/// <summary>The set of <c>deploy/</c>: three gateways, a balancer, two samplers, and the four backends behind them.</summary>
internal sealed class DeployedSet : IAsyncDisposable
{
    private const string PhoenixKey = "key-of-phoenix";
    private const string LangSmithKey = "key-of-langsmith";
    private const int HealthPort = 13133;

    // A Collector serves its own metrics at port 8888, which three of one machine cannot have.
    private const string WithoutOwnMetrics = "service: { telemetry: { metrics: { level: none } } }";

    // load_balancing was called loadbalancing before: https://github.com/open-telemetry/opentelemetry-collector-contrib/pull/48533.
    private static readonly Version FirstWithNewName = new(0, 153);

    private readonly string _folder = Directory.CreateTempSubdirectory("deployed-").FullName;
    private readonly LangfuseProject _project = new("pk-of-langfuse", "sk-of-langfuse");
    private readonly LocalPorts _balancerPorts = new();
    private readonly LocalPorts[] _samplerPorts = [new(), new()];
    private readonly CollectorProcess[] _samplers = new CollectorProcess[2];
    private readonly FaultGateway[] _gateways = new FaultGateway[3];
    private CollectorProcess _balancer = null!;

    private DeployedSet()
    {
    }

    /// <summary>Changes of the samplers' environment.</summary>
    public Dictionary<string, string> SamplerSettings { get; init; } = new() { ["SAMPLING_DECISION_WAIT"] = "3s" };

    /// <summary>A further file of the samplers.</summary>
    public string SamplerOverlay { get; init; } = "";

    /// <summary>A further file of the balancer.</summary>
    public string BalancerOverlay { get; init; } = "";

    /// <summary>Changes of the gateways' environment.</summary>
    public Func<DeployedSet, IEnumerable<(string Name, string Value)>> GatewaySettings { get; init; } = _ => [];

    /// <summary>Changes of the gateways' file.</summary>
    public Func<string, string> GatewayText { get; init; } = text => text;

    public CollectorReceiver Otel { get; private set; } = null!;

    public LangfuseReceiver Langfuse { get; private set; } = null!;

    public PhoenixReceiver Phoenix { get; private set; } = null!;

    public LangSmithReceiver LangSmith { get; private set; } = null!;

    public IReadOnlyList<BackendReceiver> Backends => [Otel, Langfuse, Phoenix, LangSmith];

    public IReadOnlyList<FaultGateway> Gateways => _gateways;

    /// <summary>The address that stands for a port of the balancer.</summary>
    public string BalancerAddress(int port) => _balancerPorts.Address(port);

    /// <summary>Starts all parts.</summary>
    public static Task<DeployedSet> StartAsync() => new DeployedSet().StartPartsAsync();

    /// <summary>Starts all parts with other samplers.</summary>
    public static Task<DeployedSet> StartAsync(Dictionary<string, string> samplerSettings, string samplerOverlay = "") =>
        new DeployedSet { SamplerSettings = samplerSettings, SamplerOverlay = samplerOverlay }.StartPartsAsync();

    /// <summary>Starts all parts with another connection between gateways and balancer.</summary>
    public static Task<DeployedSet> StartAsync(string balancerOverlay, Func<DeployedSet, IEnumerable<(string Name, string Value)>> gatewaySettings) =>
        new DeployedSet { BalancerOverlay = balancerOverlay, GatewaySettings = gatewaySettings }.StartPartsAsync();

    /// <summary>Starts all parts with another file of the gateways.</summary>
    public static Task<DeployedSet> StartChangedAsync(Func<string, string> gatewayText) => new DeployedSet { GatewayText = gatewayText }.StartPartsAsync();

    /// <summary>Kills a sampler and starts it again.</summary>
    public async Task RestartSamplerAsync(int number)
    {
        await _samplers[number].DisposeAsync();
        _samplers[number] = await StartSamplerAsync(number);
    }

    /// <summary>Kills the balancer and starts it again.</summary>
    public async Task RestartBalancerAsync()
    {
        await _balancer.DisposeAsync();
        _balancer = await StartBalancerAsync();
    }

    /// <summary>Kills a gateway and starts it again, with the same spool.</summary>
    public async Task RestartGatewayAsync(int number)
    {
        await _gateways[number].KillAsync();
        await _gateways[number].DisposeAsync();
        _gateways[number] = await StartGatewayAsync(number);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in (IAsyncDisposable?[])[.. _gateways, _balancer, .. _samplers, Otel, Langfuse, Phoenix, LangSmith])
        {
            await (part?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task<DeployedSet> StartPartsAsync()
    {
        Otel = await CollectorReceiver.StartAsync();
        Langfuse = await LangfuseReceiver.StartAsync(_project);
        Phoenix = await PhoenixReceiver.StartAsync(PhoenixKey);
        LangSmith = await LangSmithReceiver.StartAsync(LangSmithKey);
        for (var number = 0; number < _samplers.Length; number++)
        {
            _samplers[number] = await StartSamplerAsync(number);
        }

        _balancer = await StartBalancerAsync();
        for (var number = 0; number < _gateways.Length; number++)
        {
            _gateways[number] = await StartGatewayAsync(number);
        }

        return this;
    }

    private Task<CollectorProcess> StartSamplerAsync(int number)
    {
        var environment = DeployedText.EnvironmentOf("sampler");
        environment["OTLP_BACKEND_ENDPOINT"] = Base(Otel);
        environment["LANGFUSE_HOST"] = Base(Langfuse);
        environment["LANGFUSE_AUTH"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_project.PublicKey}:{_project.SecretKey}"));
        environment["PHOENIX_COLLECTOR_ENDPOINT"] = Base(Phoenix);
        environment["PHOENIX_HEADERS"] = $$"""{"authorization": "Bearer {{PhoenixKey}}"}""";
        environment["LANGSMITH_ENDPOINT"] = Base(LangSmith);
        environment["LANGSMITH_API_KEY"] = LangSmithKey;
        foreach (var (name, value) in SamplerSettings)
        {
            environment[name] = value;
        }

        var ports = _samplerPorts[number];
        return CollectorProcess.StartAsync(
            CollectorPrograms.Sampler,
            ports.Address(HealthPort),
            Write($"sampler-{number}", DeployedText.Listening(DeployedText.Read("sampler.yaml"), ports), WithoutOwnMetrics, SamplerOverlay),
            environment);
    }

    private Task<CollectorProcess> StartBalancerAsync()
    {
        var text = DeployedText.WithSamplers(DeployedText.Listening(DeployedText.Read("balancer.yaml"), _balancerPorts), _samplerPorts);
        if (CollectorProcess.VersionOf(CollectorPrograms.Balancer) < FirstWithNewName)
        {
            text = DeployedText.WithOldNames(text);
        }

        return CollectorProcess.StartAsync(
            CollectorPrograms.Balancer, _balancerPorts.Address(HealthPort), Write("balancer", text, WithoutOwnMetrics, BalancerOverlay), new Dictionary<string, string>());
    }

    private Task<FaultGateway> StartGatewayAsync(int number)
    {
        var environment = DeployedText.EnvironmentOf("gateway");
        foreach (var name in environment.Keys.ToList())
        {
            environment[name] = new[] { 4317, 4318, 4321, 4322, 4323 }.Aggregate(
                environment[name], (value, port) => value.Replace($"balancer:{port}", _balancerPorts.Address(port), StringComparison.Ordinal));
        }

        // The metrics have a Collector of their own, which is not started here.
        environment.Remove("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT");
        environment["OTEL_METRICS_EXPORTER"] = "none";
        environment["GATEWAY_MASTER_KEY"] = FaultGateway.Key;
        environment["TracedLlm__Spool"] = Path.Combine(_folder, $"spool-{number}");
        foreach (var (name, value) in GatewaySettings(this))
        {
            environment[name] = value;
        }

        return FaultGateway.StartAsync(_folder, GatewayText(DeployedText.Read("gateway.yaml")), [.. environment.Where(one => one.Key != "ASPNETCORE_URLS").Select(one => (one.Key, one.Value))]);
    }

    private List<string> Write(string name, params string[] texts)
    {
        List<string> files = [];
        foreach (var text in texts.Where(text => text.Length > 0))
        {
            files.Add(Path.Combine(_folder, $"{name}-{files.Count}.yaml"));
            File.WriteAllText(files[^1], text);
        }

        return files;
    }

    private static string Base(BackendReceiver backend) => backend.Endpoint.ToString().TrimEnd('/');
}
