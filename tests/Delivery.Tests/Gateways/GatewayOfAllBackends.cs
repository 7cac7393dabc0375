using System.Text;
using TracedLlm.Testing.Backends;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Processes;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Delivery.Tests.Gateways;

/// <summary>
/// A gateway that exports to all backends and has served a few requests with a secret of every kind. Its receivers
/// have all spans.
/// </summary>
public sealed class GatewayOfAllBackends : IAsyncLifetime
{
    /// <summary>The trace of one of the callers.</summary>
    public const string CallersTrace = "4bf92f3577b34da6a3ce929d0e0e4736";

    private const string Alice = "sk-canary-caller-alice-51c0";
    private const string Bob = "sk-canary-caller-bob-77e2";
    private const string ProvidersKey = "sk-canary-provider-09fa";

    private const string Yaml = $$"""
        model_list:
          - model_name: demo
            litellm_params: { model: simulated/demo }
          - model_name: failing
            litellm_params: { model: openai/gpt-4o, api_base: os.environ/FAILING_BASE, api_key: {{ProvidersKey}} }
        litellm_settings:
          callbacks: [langfuse_otel, arize_phoenix, langsmith, otel]
          default_team_settings:
            - team_id: red
              success_callback: [langfuse_otel]
              langfuse_public_key: pk-lf-red
              langfuse_secret: sk-lf-canary-red-c3d1
        general_settings:
          master_key: sk-canary-master-2b8e
          keys:
            - { key: {{Alice}}, key_alias: alice, team_id: red }
            - { key: {{Bob}}, key_alias: bob }
        """;

    // Values in every place in which a caller can send a value.
    private static readonly (string Name, string Value)[] Headers =
    [
        ("x-api-key", "canary-x-api-key-18d2"),
        ("api-key", "canary-api-key-90ab"),
        ("x-goog-api-key", "canary-goog-4471"),
        ("Cookie", "session=canary-cookie-6f3e"),
        ("Proxy-Authorization", "Basic Y2FuYXJ5LXByb3h5LTc3"),
        ("x-litellm-api-key", "canary-litellm-header-3c"),
    ];

    private readonly string _directory = Directory.CreateTempSubdirectory("gateway-").FullName;
    private FakeUpstream _provider = null!;
    private ServerProcess _gateway = null!;

    public LangfuseProject Operators { get; } = new("pk-lf-operator", "sk-lf-canary-operator-aa10");

    public LangfuseProject Reds { get; } = new("pk-lf-red", "sk-lf-canary-red-c3d1");

    public LangfuseReceiver Langfuse { get; private set; } = null!;

    public PhoenixReceiver Phoenix { get; private set; } = null!;

    public LangSmithReceiver LangSmith { get; private set; } = null!;

    public CollectorReceiver Collector { get; private set; } = null!;

    /// <summary>The console output of the gateway in debug mode.</summary>
    public string Log => _gateway.Output;

    /// <summary>The secrets of callers, providers and requests; no backend may receive them.</summary>
    public IReadOnlyList<string> Secrets { get; } =
    [
        Alice, Bob, ProvidersKey, "sk-canary-master-2b8e", "sk-proj-canary-echoed-1d2c3b4a5968778695a4b3c2d1e0",
        "canary-prompt-5e6f", "canary-system-7a8b",
        "canary-metadata-password-11", "canary-metadata-api-key-22", "canary-metadata-secret-33", "canary-metadata-token-44", "canary-metadata-authorization-55",
        "sk-lf-canary-request-66", "lsv2-canary-request-77", "sk-lf-canary-metadata-88",
        "canary-query-key-99",
        .. Headers.Select(header => header.Value),
    ];

    /// <summary>The keys of backends, each with the header that may contain it and the receiver that it belongs to.</summary>
    public IReadOnlyList<(string Secret, BackendReceiver Owner)> BackendKeys =>
    [
        (Operators.SecretKey, Langfuse), (Reds.SecretKey, Langfuse), ("canary-phoenix-key-dd40", Phoenix),
        ("lsv2-canary-operator-ee50", LangSmith), ("canary-otlp-header-ff60", Collector),
    ];

    public IReadOnlyList<BackendReceiver> Receivers => [Langfuse, Phoenix, LangSmith, Collector];

    public async Task InitializeAsync()
    {
        _provider = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(
            """{"error":{"message":"Incorrect API key provided: sk-proj-canary-echoed-1d2c3b4a5968778695a4b3c2d1e0. Authorization: Bearer sk-canary-provider-09fa","type":"invalid_request_error"}}""", 401));
        Langfuse = await LangfuseReceiver.StartAsync(Operators, Reds);
        Phoenix = await PhoenixReceiver.StartAsync("canary-phoenix-key-dd40");
        LangSmith = await LangSmithReceiver.StartAsync("lsv2-canary-operator-ee50");
        Collector = await CollectorReceiver.StartAsync();
        _gateway = await GatewayFile.StartAsync(
            _directory,
            Yaml,
            ("FAILING_BASE", new Uri(_provider.Endpoint, "v1").ToString()),
            ("LITELLM_LOG", "DEBUG"),
            ("LANGFUSE_OTEL_HOST", Langfuse.Endpoint.ToString().TrimEnd('/')),
            ("TracedLlm__AllowedBackendHosts__0", Langfuse.Endpoint.Authority),
            ("LANGFUSE_PUBLIC_KEY", Operators.PublicKey),
            ("LANGFUSE_SECRET_KEY", Operators.SecretKey),
            ("PHOENIX_COLLECTOR_HTTP_ENDPOINT", Phoenix.TracesEndpoint.ToString()),
            ("PHOENIX_API_KEY", "canary-phoenix-key-dd40"),
            ("PHOENIX_PROJECT_NAME", "gateway"),
            ("LANGSMITH_BASE_URL", LangSmith.Endpoint.ToString().TrimEnd('/')),
            ("LANGSMITH_API_KEY", "lsv2-canary-operator-ee50"),
            ("LANGSMITH_PROJECT", "gateway"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", Collector.Endpoint.ToString()),
            ("OTEL_EXPORTER_OTLP_HEADERS", "x-otlp-key=canary-otlp-header-ff60"));
        await AskAsync(Bob, "demo", 200);
        await AskAsync(Alice, "demo", 200);
        await AskAsync(Bob, "failing", 502);
        await AskAsync("sk-canary-caller-nobody", "demo", 401);
        await AskAsync(Bob, "demo", 200, ("traceparent", $"00-{CallersTrace}-00f067aa0ba902b7-01"));
        await Eventually.BecomesTrueAsync(
            () => Collector.Spans.Count(span => span.Kind == ReceivedSpanKind.Server) == 5
                && Receivers.All(receiver => receiver.Spans.Count == Collector.Spans.Count),
            () => $"{string.Join(", ", Receivers.Select(receiver => receiver.Spans.Count))} spans, and the gateway wrote:\n{Log}");
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        foreach (var receiver in Receivers)
        {
            await receiver.DisposeAsync();
        }

        await _provider.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>The forms of a secret: plain, in base64, and in base64 after a name.</summary>
    public static IEnumerable<string> Forms(string secret, params IEnumerable<string> names) =>
    [
        secret,
        Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
        .. names.Select(name => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{secret}"))),
    ];

    private async Task AskAsync(string key, string model, int expected, params (string Name, string Value)[] headers)
    {
        var body = new
        {
            model,
            user = "ann",
            messages = new[]
            {
                new { role = "system", content = "canary-system-7a8b" },
                new { role = "user", content = "canary-prompt-5e6f" },
            },
            metadata = new Dictionary<string, object>
            {
                ["session_id"] = "s-1",
                ["tags"] = new[] { "blue", "green" },
                ["trace_name"] = "a question",
                ["harmless"] = "shown",
                ["password"] = "canary-metadata-password-11",
                ["api_key"] = "canary-metadata-api-key-22",
                ["client_secret"] = "canary-metadata-secret-33",
                ["access_token"] = "canary-metadata-token-44",
                ["authorization"] = "Bearer canary-metadata-authorization-55",
                ["langfuse_secret_key"] = "sk-lf-canary-metadata-88",
            },
            langfuse_public_key = "pk-lf-request",
            langfuse_secret_key = "sk-lf-canary-request-66",
            langsmith_api_key = "lsv2-canary-request-77",
        };
        Assert.Equal(expected, await GatewayFile.PostAsync(_gateway, "v1/chat/completions?key=canary-query-key-99", key, body, [.. Headers, .. headers]));
    }
}
