using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Trees;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Hosting;

/// <summary>The gateway between a fake provider and a receiver of its spans. Tests with equal settings that follow each other share one.</summary>
internal sealed class TracedGateway : IAsyncDisposable
{
    public const string CallersTrace = "0af7651916cd43dd8448eb211c80319c";
    public const string CallersSpan = "b7ad6b7169203331";

    private static readonly string[] Hidden = ["litellm.api_key.hash", "server.", "url.", "http.request.method", "litellm.guardrail.duration"];

    private static readonly string[] OfResponse =
        ["gen_ai.response.", "gen_ai.usage.", "litellm.call_type", "litellm.cost.", "litellm.response.", "litellm.usage.", "openai."];

    private static readonly SpanTreeFormat Format = new()
    {
        Show = name => !Hidden.Any(hidden => name.StartsWith(hidden, StringComparison.Ordinal)),
        KnownIds = new Dictionary<string, string> { [CallersSpan] = "the caller's span" },
        ShowEvents = false,
    };

    private readonly string _settings;
    private readonly OtlpReceiver _receiver;

    private TracedGateway(string settings, OtlpReceiver receiver, FakeUpstream upstream, RunningGateway gateway)
    {
        _settings = settings;
        _receiver = receiver;
        Upstream = upstream;
        Gateway = gateway;
    }

    public FakeUpstream Upstream { get; }

    public RunningGateway Gateway { get; }

    /// <param name="answer">The answer of the fake provider.</param>
    /// <param name="settings">Further <c>litellm_settings</c>, one line each.</param>
    /// <param name="guardrails">Entries of <c>guardrails</c>, one line each.</param>
    public static Task<TracedGateway> StartAsync(Func<RecordedRequest, UpstreamAnswer> answer, string settings = "", params string[] guardrails) =>
        StartAsync(answer, settings, general: "", content: false, guardrails);

    /// <param name="answer">The answer of the fake provider.</param>
    /// <param name="general">A further setting of <c>general_settings</c>.</param>
    public static Task<TracedGateway> StartWithGeneralAsync(Func<RecordedRequest, UpstreamAnswer> answer, string general) =>
        StartAsync(answer, settings: "", general, content: false, []);

    /// <summary>Starts a gateway that captures content.</summary>
    public static Task<TracedGateway> StartWithContentAsync(Func<RecordedRequest, UpstreamAnswer> answer, params string[] guardrails) =>
        StartAsync(answer, settings: "", general: "", content: true, guardrails);

    private static async Task<TracedGateway> StartAsync(Func<RecordedRequest, UpstreamAnswer> answer, string settings, string general, bool content, string[] guardrails)
    {
        var key = string.Join('\n', [settings, general, $"{content}", .. guardrails]);
        if (IdleGateway.Take<TracedGateway>(key) is { } idle)
        {
            idle.Upstream.Restart(answer);
            return idle;
        }

        var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Keys = ["sk-caller", "sk-provider"], Content = content });
        var upstream = await FakeUpstream.StartAsync(answer);
        var yaml = $$"""
            model_list:
              - { model_name: gpt, litellm_params: { model: openai/gpt-4.1, api_base: '{{upstream.Endpoint}}v1', api_key: sk-provider }, model_info: { id: one } }
              - { model_name: claude, litellm_params: { model: anthropic/claude-sonnet-4-5, api_base: '{{upstream.Endpoint}}', api_key: sk-provider }, model_info: { id: two } }
              - { model_name: rank, litellm_params: { model: cohere/rerank-v3.5, api_base: '{{upstream.Endpoint}}', api_key: sk-provider }, model_info: { id: four } }
              - { model_name: flash, litellm_params: { model: gemini/gemini-2.5-flash, api_base: '{{upstream.Endpoint}}', api_key: sk-provider }, model_info: { id: five } }
              - { model_name: llama, litellm_params: { model: ollama/llama3.2, api_base: '{{upstream.Endpoint}}v1', api_key: sk-provider }, model_info: { id: six } }
              - { model_name: codestral, litellm_params: { model: mistral/codestral-latest, api_base: '{{upstream.Endpoint}}v1', api_key: sk-provider }, model_info: { id: seven } }
              - { model_name: nova, litellm_params: { model: 'bedrock/amazon.nova-lite-v1:0', api_base: '{{upstream.Endpoint}}', api_key: sk-provider }, model_info: { id: eight } }
              - { model_name: spare, litellm_params: { model: simulated/demo }, model_info: { id: three } }
            litellm_settings:
              callbacks: [otel]
              {{(settings.Contains("num_retries:", StringComparison.Ordinal) ? "" : "num_retries: 0")}}
              {{settings}}
            guardrails: [{{string.Join(", ", guardrails)}}]
            general_settings: { keys: [{ key: sk-caller, key_alias: alice, team_id: t1, team_alias: red, user_id: u1 }, { key: sk-caller-blue, metadata: { tags: [blue] } }]{{(general.Length > 0 ? ", " + general : "")}} }
            """;
        var gateway = await RunningGateway.StartAsync(
            yaml, $"--OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Endpoint}", "--OTEL_BSP_SCHEDULE_DELAY=5", $"--TracedLlm:CaptureContent={content}");
        return new TracedGateway(key, receiver, upstream, gateway);
    }

    /// <summary>Sends a request as part of the caller's trace.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string json, string key = "sk-caller") => Gateway.PostAsync(
        path,
        json,
        ("Authorization", $"Bearer {key}"),
        ("traceparent", $"00-{CallersTrace}-{CallersSpan}-01"),
        ("tracestate", "vendor=callers"),
        ("baggage", "user=callers"));

    /// <summary>Sends any request as part of the caller's trace.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string contentType, string? body) => Gateway.SendAsync(
        method,
        path,
        contentType,
        body,
        ("Authorization", "Bearer sk-caller"),
        ("traceparent", $"00-{CallersTrace}-{CallersSpan}-01"),
        ("langfuse_trace_name", "callers"),
        ("x-litellm-session-id", "session-of-header"));

    /// <summary>The spans of one request, after the check of the invariants of all traces.</summary>
    public async Task<IReadOnlyList<ReceivedSpan>> SpansAsync()
    {
        var spans = await _receiver.WaitForRootAsync();
        TraceInvariants.Check(spans, [CallersSpan], ["sk-caller", "sk-provider"]);
        return spans;
    }

    /// <summary>The spans of one request without a caller's trace.</summary>
    public Task<IReadOnlyList<ReceivedSpan>> RootedSpansAsync() => _receiver.WaitForRootAsync();

    /// <summary>The tree of one request.</summary>
    public async Task<string> TreeAsync() => SpanTree.Print(await SpansAsync(), Format);

    /// <summary>The tree of one request without the response's attributes, which differ between APIs.</summary>
    public async Task<string> TreeWithoutResponseAsync() => SpanTree.Print(await SpansAsync(), Format with
    {
        Show = name => Format.Show(name) && !OfResponse.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)),
    });

    /// <summary>Removes the spans received so far.</summary>
    public void Forget() => _receiver.Clear();

    public async ValueTask DisposeAsync()
    {
        // A cache has the answers of the last test.
        try
        {
            if (!_settings.Contains("cache", StringComparison.Ordinal) && await _receiver.TryRestartAsync())
            {
                Gateway.PassOn();
                IdleGateway.Keep(_settings, this, StopAsync);
                return;
            }
        }
        catch
        {
            await StopAsync();
            throw;
        }

        await StopAsync();
    }

    private async ValueTask StopAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
        await _receiver.DisposeAsync();
    }
}
