namespace TracedLlm.Bench.Gateway.Modes;

/// <summary>All modes.</summary>
internal static class GatewayModes
{
    public const string SampleAssembly = "gateway";

    private const string Plain = "bench/Gateways/Plain";
    private const string Traced = "bench/Gateways/Traced";
    private const string Peer = "bench/Gateways/Peer";
    private const string Spans = "bench/Gateways/Spans";
    private const string Sample = "samples/Gateway";

    private const string Callbacks = "TracedLlm__Callbacks";
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly Dictionary<string, string> Nothing = [];

    public static GatewayMode None { get; } = new("none", "no tracing compiled in", Plain, "plain-gateway", "none", 0, Nothing);

    /// <summary>A second process of <see cref="None"/>: what differs from it is the error of the measurement.</summary>
    public static GatewayMode Floor { get; } = None with { Name = "none-again", Meaning = "the same once more: the floor of the instrument" };

    public static GatewayMode Off { get; } = new("off", "the library without a callback", Traced, "traced-gateway", "none", 0, Nothing);

    public static GatewayMode Unsampled { get; } = Off with { Name = "unsampled", Meaning = "callback otel, no request sampled", Settings = Otel("{sink}", ("OTEL_TRACES_SAMPLER", "traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "0")) };

    public static GatewayMode Tenth { get; } = Off with { Name = "10%", Meaning = "callback otel, a tenth of the requests sampled", Share = 0.1, Settings = Otel("{sink}", ("OTEL_TRACES_SAMPLER", "traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "0.1")) };

    public static GatewayMode All { get; } = Off with { Name = "100%", Meaning = "callback otel, every request sampled", Share = 1, Settings = Otel("{sink}") };

    public static GatewayMode Content { get; } = Off with { Name = "content", Meaning = "the same with messages and answers", Share = 1, Settings = Otel("{sink}", ("TracedLlm__CaptureContent", "true")) };

    /// <summary>The small gateway maps the viewer in development only.</summary>
    public static GatewayMode Viewer { get; } = All with { Name = "viewer", Meaning = "100% with the viewer on", Settings = Otel("{sink}", ("ASPNETCORE_ENVIRONMENT", "Development")) };

    public static GatewayMode ByHand { get; } = new("peer", "the same facts by hand: ActivitySource, System.Text.Json, the stock exporter", Peer, "peer-gateway", "none", 1, Otel("{sink}"));

    /// <summary>No tracing with activities costs less: how much of the peer's cost is the spans themselves.</summary>
    public static GatewayMode Constants { get; } = new("spans", "activities alone: as many spans and attributes, of constants, that nobody exports", Spans, "spans-gateway", "none", 0, Nothing);

    public static GatewayMode Down { get; } = Off with { Name = "down", Meaning = "100% with the collector down", Settings = Otel("http://127.0.0.1:9") };

    public static GatewayMode SampleOff { get; } = new("sample-off", "the sample gateway with callbacks: []", Sample, SampleAssembly, "sample-off", 0, Nothing);

    public static GatewayMode SampleOn { get; } = new("sample-on", "the sample gateway with callbacks: [otel]", Sample, SampleAssembly, "sample-off", 1, Otel("{sink}"));

    public static IReadOnlyList<GatewayMode> Every { get; } = [None, Floor, Off, Unsampled, Tenth, All, Content, Viewer, ByHand, Constants, Down, SampleOff, SampleOn];

    public static GatewayMode Find(string name) => Every.FirstOrDefault(mode => mode.Name == name)
        ?? throw new BenchException($"There is no mode '{name}' (--modes). Modes: {string.Join(", ", Every.Select(static mode => mode.Name))}.");

    // Batches of at most a second, so that a measurement of some seconds holds its own export; the same for library and peer.
    private static Dictionary<string, string> Otel(string endpoint, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var settings = new Dictionary<string, string>
        {
            [Callbacks] = "otel",
            [Endpoint] = endpoint,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "1000",
            ["OTEL_SERVICE_NAME"] = "bench-gateway",
            ["OTEL_METRICS_EXPORTER"] = "none",
            ["OTEL_LOGS_EXPORTER"] = "none",
        };
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        return settings;
    }
}
