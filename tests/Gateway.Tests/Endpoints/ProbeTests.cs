using System.Text.RegularExpressions;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Otlp;
using YamlDotNet.RepresentationModel;

namespace TracedLlm.Samples.Gateway.Tests.Endpoints;

/// <summary>LiteLLM's probes, which orchestrators ask without a key.</summary>
public sealed partial class ProbeTests
{
    private const string Models = "model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]\n";
    private const string WithKey = Models + "general_settings: { master_key: sk-own }";

    /// <summary>The container of a Deployment as LiteLLM's documentation for Kubernetes has it, with the probes of its file and of its Helm chart.</summary>
    private const string Manifest = """
        args: ["--config", "/app/proxy_config.yaml", "--port", "4000", "--num_workers", "4", "--run_gunicorn", "--detailed_debug"]
        startupProbe: { httpGet: { path: /health/readiness, port: 4000 }, failureThreshold: 30, periodSeconds: 10 }
        livenessProbe: { httpGet: { path: /health/liveliness, port: 4000 }, initialDelaySeconds: 120, periodSeconds: 15, timeoutSeconds: 10 }
        readinessProbe: { httpGet: { path: /health/readiness, port: 4000 }, initialDelaySeconds: 120, periodSeconds: 15, timeoutSeconds: 10 }
        lifecycle: { postStart: { httpGet: { path: /health/liveness, port: 4000 } } }
        """;

    [Theory]
    [InlineData("/health/liveliness", "\"I'm alive!\"")]
    [InlineData("/health/liveness", "\"I'm alive!\"")]
    [InlineData("/health/readiness", """{"status":"healthy"}""")]
    [InlineData("/", "\"TracedLlm's sample gateway runs. GET /v1/models lists the models, and GET /health/readiness is for probes.\"")]
    public async Task A_probe_needs_no_key_and_has_LiteLLMs_body(string path, string body)
    {
        await using var gateway = await RunningGateway.StartAsync(WithKey);

        using var response = await gateway.Client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal((200, "application/json", body), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("/health/liveliness", 200)]
    [InlineData("/health/liveness", 200)]
    [InlineData("/health/readiness", 200)]
    [InlineData("/", 200)]
    [InlineData("/health", 405)]
    [InlineData("/v1/models", 405)]
    public async Task A_monitor_may_ask_for_the_head_of_a_probe(string path, int status)
    {
        await using var gateway = await RunningGateway.StartAsync(WithKey);

        using var response = await gateway.SendAsync(HttpMethod.Head, path, "", null);

        Assert.Equal((status, ""), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Every_probe_of_LiteLLMs_manifest_is_answered_without_a_key()
    {
        await using var gateway = await RunningGateway.StartAsync(WithKey);
        var stream = new YamlStream();
        stream.Load(new StringReader(Manifest));
        var paths = stream.Documents[0].AllNodes.OfType<YamlMappingNode>().Where(node => node.Children.ContainsKey("path")).Select(node => node["path"].ToString()).ToList();

        Assert.Equal(4, paths.Count);
        foreach (var path in paths)
        {
            using var response = await gateway.Client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(200, (int)response.StatusCode);
        }
    }

    [Theory]
    [InlineData("/health/liveliness")]
    [InlineData("/health/liveness")]
    [InlineData("/health/readiness")]
    public async Task A_probe_says_its_methods(string path)
    {
        await using var gateway = await RunningGateway.StartAsync(WithKey);

        using var response = await gateway.SendAsync(HttpMethod.Options, path, "", null);

        Assert.Equal((200, "GET,HEAD,OPTIONS"), ((int)response.StatusCode, string.Join(',', response.Content.Headers.Allow)));
    }

    [Theory]
    [InlineData("/health/readiness/details", null, """{"error":{"message":"No API key: send Authorization: Bearer KEY, or x-api-key.","type":"authentication_error","param":null,"code":"invalid_api_key"}}""")]
    [InlineData("/health/readiness/details", "sk-own", Details)]
    [InlineData("/health/readiness", "sk-own", """{"status":"healthy"}""")]
    public async Task Details_of_the_readiness_need_a_key(string path, string? key, string body)
    {
        await using var gateway = await RunningGateway.StartAsync(WithKey + "\nlitellm_settings: { callbacks: [otel], cache: true }");

        using var response = await gateway.SendAsync(HttpMethod.Get, path, "", null, ("x-api-key", key ?? ""));

        Assert.Equal(body, Stable(await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task The_details_are_public_by_LiteLLMs_setting()
    {
        await using var gateway = await RunningGateway.StartAsync(
            Models + "general_settings: { master_key: sk-own, allow_public_health_readiness_details: true }\nlitellm_settings: { callbacks: [otel], cache: true }");

        Assert.Equal(Details, Stable(await gateway.Client.GetStringAsync(new Uri("/health/readiness", UriKind.Relative))));
    }

    // One request that is traced comes after those that are not: what the backend has then is everything.
    [Fact]
    public async Task Probes_and_lists_make_no_traces()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(
            Models + "general_settings: { allow_unauthenticated: true }\nlitellm_settings: { callbacks: [otel] }",
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Endpoint}",
            "--OTEL_BSP_SCHEDULE_DELAY=5");
        string[] paths = ["/health/liveliness", "/health/liveness", "/health/readiness", "/health/readiness/details", "/health", "/model/info", "/v1/model/info", "/model_group/info", "/v1/models/demo"];
        foreach (var path in paths)
        {
            using var probe = await gateway.SendAsync(HttpMethod.Get, path, "", null);
            Assert.Equal(200, (int)probe.StatusCode);
        }

        using var count = await gateway.PostAsync("/utils/token_counter", """{"model":"demo","messages":[{"role":"user","content":"one two"}]}""");
        using var chat = await gateway.PostAsync("/v1/chat/completions", """{"model":"demo","messages":[]}""");

        Assert.Equal((200, 200), ((int)count.StatusCode, (int)chat.StatusCode));
        var spans = await receiver.WaitForRootAsync();
        Assert.Single(spans.Select(span => span.TraceId).Distinct());
    }

    private const string Details =
        """{"status":"healthy","db":"Not connected","cache":"local","litellm_version":"VERSION","success_callbacks":["otlp"],"log_level":"LEVEL","is_detailed_debug":false}""";

    // The level depends on the loggers of the test's process.
    private static string Stable(string details) => LogLevelText().Replace(
        details.Replace($"\"{GatewayHeaders.GatewayVersion}\"", "\"VERSION\"", StringComparison.Ordinal), "\"log_level\":\"LEVEL\"");

    [GeneratedRegex("\"log_level\":\"(DEBUG|INFO|WARNING)\"")]
    private static partial Regex LogLevelText();
}
