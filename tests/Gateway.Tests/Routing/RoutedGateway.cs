using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Trees;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Samples.Gateway.Tests.Routing;

/// <summary>
/// The gateway among up to three providers, <c>one</c>, <c>two</c> and <c>three</c>, whose answers a test sets. Random numbers are the
/// test's. Tests with equal settings that follow each other share one, unless it remembers whose turn it is.
/// </summary>
internal sealed class RoutedGateway : IAsyncDisposable
{
    public const string Chat = "/v1/chat/completions";

    private static readonly Dictionary<string, string> NoHeaders = [];

    private readonly Dictionary<string, FakeUpstream> _upstreams = [];
    private readonly SemaphoreSlim _arrivals = new(0);
    private OtlpReceiver _receiver = null!;
    private int _seen;

    private string? _settings;

    private RoutedGateway()
    {
    }

    public RunningGateway Gateway { get; private set; } = null!;

    public TestClock Clock => Gateway.Clock;

    public ScriptedRandom Random { get; } = new();

    /// <summary>The answer of each provider; 200 if it has none here.</summary>
    public Dictionary<string, Func<RecordedRequest, UpstreamAnswer>> Answers { get; } = [];

    /// <param name="deployments">Entries of <c>model_list</c>: the name of the model, that of the provider, and further <c>litellm_params</c>.</param>
    /// <param name="settings">Further sections.</param>
    public static Task<RoutedGateway> StartAsync(IEnumerable<(string Model, string Provider, string Parameters)> deployments, string settings = "") =>
        StartAsync("openai", deployments, settings);

    /// <param name="provider">The kind of the providers.</param>
    /// <param name="deployments">Entries of <c>model_list</c>.</param>
    /// <param name="settings">Further sections.</param>
    public static async Task<RoutedGateway> StartAsync(string provider, IEnumerable<(string Model, string Provider, string Parameters)> deployments, string settings = "")
    {
        var all = deployments.ToList();
        var key = all.Select(static deployment => deployment.Model).Distinct().Count() == all.Count ? $"{provider}\n{string.Join('\n', all)}\n{settings}" : null;
        if (key is not null && IdleGateway.Take<RoutedGateway>(key) is { } idle)
        {
            idle.Restart();
            return idle;
        }

        var gateway = new RoutedGateway { _receiver = await OtlpReceiver.StartAsync(), _settings = key };
        foreach (var name in all.Select(static deployment => deployment.Provider).Distinct())
        {
            gateway._upstreams[name] = await FakeUpstream.StartAsync(request => gateway.Answer(name, request));
        }

        var models = all.Select((deployment, index) =>
            $"  - {{ model_name: {deployment.Model}, litellm_params: {{ model: {provider}/m-{deployment.Provider}{(deployment.Model.Contains('*', StringComparison.Ordinal) ? "-*" : "")}, api_base: '{gateway._upstreams[deployment.Provider].Endpoint}{(provider == "openai" ? "v1" : "")}', api_key: sk-provider{(deployment.Parameters.Length == 0 ? "" : ", " + deployment.Parameters)} }}, model_info: {{ id: {deployment.Provider}/{index} }} }}");
        var yaml = $"model_list:\n{string.Join('\n', models)}\n{(settings.Contains("litellm_settings:", StringComparison.Ordinal) ? settings : "litellm_settings: { callbacks: [otel] }\n" + settings)}";
        gateway.Gateway = await RunningGateway.StartAsync(
            ConfigurationReader.Read(TestConfiguration.From(yaml), "config.yaml", _ => null),
            services => services.Replace(ServiceDescriptor.Singleton<Random>(gateway.Random)),
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={gateway._receiver.Endpoint}",
            "--OTEL_BSP_SCHEDULE_DELAY=5",
            "--TracedLlm:Callbacks=otel");
        return gateway;
    }

    /// <summary>An answer with a status, which every request gets.</summary>
    public static Func<RecordedRequest, UpstreamAnswer> Fails(int status, string? body = null, string? retryAfter = null) =>
        _ => UpstreamAnswer.Json(body ?? RecordedOpenAi.ServerError, status, retryAfter is null ? NoHeaders : new() { ["Retry-After"] = retryAfter });

    public IReadOnlyList<RecordedRequest> RequestsOf(string provider) => _upstreams.TryGetValue(provider, out var upstream) ? upstream.Requests : [];

    public Task WaitForRequestsAsync(string provider, int count) => _upstreams[provider].WaitForRequestsAsync(count);

    /// <summary>Waits for a number of requests to all providers.</summary>
    public async Task WaitForRequestsAsync(int count)
    {
        for (; _seen < count; _seen++)
        {
            Assert.True(await _arrivals.WaitAsync(Patience.Default));
        }
    }

    public Task<HttpResponseMessage> PostAsync(string fields = "", string path = Chat, string model = "gpt", params (string, string)[] headers) =>
        Gateway.PostAsync(path, $$"""{"model":"{{model}}","messages":[]{{(fields.Length == 0 ? "" : "," + fields)}}}""", headers);

    /// <summary>Sends a request, and prints its status and its attempts: deployment, kind, reason, the resting deployments and the status.</summary>
    public async Task<string> RouteAsync(string fields = "", string path = Chat, string model = "gpt", params (string, string)[] headers)
    {
        using var response = await PostAsync(fields, path, model, headers);
        await response.Content.ReadAsStringAsync();
        return $"{(int)response.StatusCode}: {await AttemptsAsync()}";
    }

    /// <summary>The attempts of the last request.</summary>
    public async Task<string> AttemptsAsync()
    {
        var spans = await SpansAsync();
        return string.Join(
            " > ",
            spans.Where(IsAttempt).OrderBy(span => span.Attributes.Get<long>("litellm.attempt.index")).Select(Print));
    }

    /// <summary>The spans of the last requests.</summary>
    public async Task<IReadOnlyList<ReceivedSpan>> SpansAsync(int requests = 1)
    {
        await _receiver.WaitForRootAsync(requests);
        var spans = _receiver.Spans;
        TraceInvariants.Check(spans, [], ["sk-provider"]);
        _receiver.Clear();
        return spans;
    }

    /// <summary>Waits for the end of an attempt with this status, also while its request lasts.</summary>
    public async Task<ReceivedSpan> WaitForAttemptAsync(long status)
    {
        var spans = await _receiver.WaitForAsync(spans => spans.Any(IsIt));
        return spans.Single(IsIt);

        bool IsIt(ReceivedSpan span) => IsAttempt(span) && Equals(span.Attributes["http.response.status_code"], status);
    }

    private static bool IsAttempt(ReceivedSpan span) => span.Attributes.ContainsKey("litellm.attempt.index");

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_settings is not null && await _receiver.TryRestartAsync())
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

    private UpstreamAnswer Answer(string name, RecordedRequest request)
    {
        _arrivals.Release();
        return Answers.TryGetValue(name, out var answer) ? answer(request) : UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion);
    }

    private void Restart()
    {
        Answers.Clear();
        Random.Clear();
        foreach (var (name, upstream) in _upstreams)
        {
            upstream.Restart(request => Answer(name, request));
        }

        while (_arrivals.Wait(0))
        {
        }

        _seen = 0;
    }

    private async ValueTask StopAsync()
    {
        await Gateway.DisposeAsync();
        foreach (var upstream in _upstreams.Values)
        {
            await upstream.DisposeAsync();
        }

        await _receiver.DisposeAsync();
        _arrivals.Dispose();
    }

    /// <summary>The provider of the deployment with this id.</summary>
    public static string NameOf(object? id) => ((string)id!).Split('/')[0];

    private static string Print(ReceivedSpan span)
    {
        var resting = span.Attributes[LiteLlm.RoutingResting] is IReadOnlyList<object?> ids ? $" [{string.Join(' ', ids.Select(NameOf))}]" : "";
        return $"{NameOf(span.Attributes[LiteLlm.DeploymentId])} {span.Attributes[LiteLlm.AttemptKind]} {span.Attributes[LiteLlm.RoutingReason]}{resting} {span.Attributes["http.response.status_code"] ?? span.Attributes["error.type"]}";
    }
}
